using System.CommandLine;
using System.Text.Json.Nodes;
using Slipway.Publishing;
using Slipway.Publishing.Keys;
using Slipway.Publishing.Keys.Audit;
using Slipway.Publishing.Policy;
using Slipway.Publishing.Repository;
using Slipway.Publishing.Stores.S3;

namespace Slipway.Cli;

/// <summary>What every command shares: the options before it, the policy they lead to, and how it answers.</summary>
internal sealed class Session(ParseResult arguments)
{
    private const string ToStandardError = "-";

    private static SigningAudit? s_audit;

    public static readonly Option<string?> Config = Options.Text("--config", "file", "slipway.json; default: the nearest one in this folder or above");

    public static readonly Option<string?> Store = Options.Text("--store", "address", "The release store, over the one in slipway.json");

    public static readonly Option<Uri?> S3Endpoint = Options.Create("--s3-endpoint", "url", "The server of a store in a bucket, where it is not AWS", text => (Uri?)S3Settings.ParseEndpoint(text));

    public static readonly Option<string?> S3Region = Options.Create("--s3-region", "name", "The region of a store in a bucket", S3Settings.ParseRegion);

    public static readonly Option<bool?> S3PathStyle = Options.Create("--s3-path-style", "true|false", "Whether the bucket is in the path of addresses; default: where an endpoint is given", text => (bool?)SwitchText.Parse(text));

    public static readonly Option<bool> Json = Options.Switch("--json", "Answer in JSON, for scripts");

    public static readonly Option<string?> AuditFile = Options.Text("--audit", "file", "Write a line of JSON for each signature to the end of this file; - for standard error");

    /// <summary>The arguments of the command.</summary>
    public ParseResult Arguments { get; } = arguments;

    /// <summary>The options for all commands.</summary>
    public static IEnumerable<Option> Everywhere => [Config, Store, S3Endpoint, S3Region, S3PathStyle, Json, AuditFile];

    /// <summary>How the server of a store in a bucket is reached, as far as options say it.</summary>
    public S3Settings S3 => new(Arguments.GetValue(S3Endpoint), Arguments.GetValue(S3Region), Arguments.GetValue(S3PathStyle));

    private PolicyLookup Lookup => new(Environment.CurrentDirectory)
    {
        File = Arguments.GetValue(Config),
        Store = Arguments.GetValue(Store),
        S3 = S3,
    };

    /// <summary>The policy. Options come before slipway.json.</summary>
    /// <exception cref="InputException">There is none, or it cannot be used.</exception>
    public ReleasePolicy Policy() => Lookup.Find();

    /// <summary>The policy, or null where a command can do without one.</summary>
    /// <exception cref="InputException">It cannot be used.</exception>
    public ReleasePolicy? TryPolicy() => Lookup.TryFind();

    /// <summary>The repository of the policy.</summary>
    public ReleaseRepository Repository() => new(Policy(), TimeProvider.System) { Warn = Warn, Audit = Audit };

    /// <summary>Every signature of this command, however many sessions it has.</summary>
    public SigningAudit Audit => s_audit ??= Arguments.GetValue(AuditFile) is var file && file == ToStandardError
        ? new SigningAudit(TimeProvider.System, file: null, entry => Say(entry.ToString()))
        : new SigningAudit(TimeProvider.System, file);

    /// <summary>Opens a key that an option names.</summary>
    /// <exception cref="InputException">There is no such key, or it cannot be read.</exception>
    public SigningKey OpenSigner(KeyReference reference) => OpenSigner(reference, Environment.CurrentDirectory);

    /// <summary>As <see cref="OpenSigner(KeyReference)"/>, with the folder where a relative path in it starts.</summary>
    public SigningKey OpenSigner(KeyReference reference, string folder) => KeyReferences.OpenSigner(reference, folder, Warn, Audit);

    /// <summary>Tells of what is not as it should be, on standard error.</summary>
    public static void Warn(string warning) => Say($"warning: {warning}");

    /// <summary>One line on standard error. What a store or a file put into it cannot steer the terminal.</summary>
    public static void Say(string text) => Console.Error.WriteLine($"slipway: {PlainText.Of(text)}");

    /// <summary>Standard output carries the result and nothing else: lines for people, or one JSON document. What somebody signed cannot steer the terminal either.</summary>
    public void Answer(JsonObject json, params IEnumerable<string> lines)
    {
        var output = Arguments.InvocationConfiguration.Output;
        if (Arguments.GetValue(Json))
        {
            output.WriteLine(JsonText.Write(WithSignatures(json)));
            return;
        }

        foreach (var line in lines)
        {
            output.WriteLine(PlainText.Of(line));
        }
    }

    /// <summary>The same with the signatures that were made, if any.</summary>
    public static JsonObject WithSignatures(JsonObject json)
    {
        if (s_audit is { Entries: { IsEmpty: false } entries })
        {
            json["signatures"] = new JsonArray([.. entries.Select(entry => (JsonNode)entry.ToJson())]);
        }

        return json;
    }
}
