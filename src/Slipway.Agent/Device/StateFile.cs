using System.Text.Json.Nodes;
using Slipway.Json;
using Slipway.Storage;

namespace Slipway.Agent.Device;

/// <summary>Reads and writes a JSON file of the agent's state. A write is durable and atomic: a reader sees the old or the new file.</summary>
internal static class StateFile
{
    /// <summary>The file's fields, or null when there is none.</summary>
    /// <exception cref="DeviceException"><see cref="DeviceFailure.State"/>: it is damaged.</exception>
    public static T? Read<T>(string path, string format, Func<JsonFields, T> parse)
        where T : class
    {
        try
        {
            var fields = new JsonFields(StrictJson.ParseObject(File.ReadAllBytes(path)));
            var found = fields.Text("format");
            return found == format ? parse(fields) : throw fields.Refuse("format", $"'{found}'", $"'{format}'");
        }
        catch (Exception missing) when (missing is FileNotFoundException or DirectoryNotFoundException)
        {
            return null;
        }
        catch (FormatException damaged)
        {
            throw new DeviceException(DeviceFailure.State, $"{path} is damaged: {damaged.Message.TrimEnd('.')}.", damaged)
            {
                Hint = "Nothing is guessed from a damaged file. Restore it, or move it aside and run the agent again.",
            };
        }
    }

    public static async Task WriteAsync(string path, string format, JsonObject fields, CancellationToken cancellation)
    {
        MissingFolder.Make(Path.GetDirectoryName(path)!);
        await AtomicFile.WriteAsync(path, Encode(format, fields), cancellation);
    }

    public static byte[] Encode(string format, JsonObject fields)
    {
        fields.Insert(0, "format", format);
        return IndentedJson.Encode(fields);
    }

    /// <summary>Gives a damaged file another name, durably. Only the last one of each name is kept.</summary>
    public static void SetAside(string path)
    {
        File.Move(path, path + ".damaged", overwrite: true);
        Durable.FlushFolder(Path.GetDirectoryName(path)!);
    }

    /// <summary>Removes the file, durably.</summary>
    public static void Delete(string path)
    {
        if (File.Exists(path))
        {
            File.Delete(path);
            Durable.FlushFolder(Path.GetDirectoryName(path)!);
        }
    }
}
