using System.ComponentModel;
using Slipway.Signing;

namespace Slipway.Publishing.Keys.Commands;

/// <summary>Signs with a program: the bytes on its standard input, the signature on its standard output.</summary>
internal sealed class CommandSigner : ISigner
{
    /// <summary>Far above any signature: what writes more is something else.</summary>
    private const int MaxSignatureBytes = 1024;

    private readonly SigningCommand _command;
    private readonly string _program;
    private readonly string _folder;
    private readonly Action<string>? _warn;
    private readonly CommandPatience _patience;

    private CommandSigner(SigningCommand command, string program, string folder, VerificationKey publicKey, Action<string>? warn, CommandPatience patience)
    {
        _command = command;
        _program = program;
        _folder = folder;
        _warn = warn;
        _patience = patience;
        PublicKey = publicKey;
    }

    /// <inheritdoc/>
    public VerificationKey PublicKey { get; }

    /// <summary>Reads the public half and finds the program, which is not run yet.</summary>
    /// <exception cref="InputException"><see cref="InputFailure.KeyNotFound"/>: one of the two is not here. The public half cannot be read.</exception>
    public static CommandSigner Open(KeyReference reference, string folder, Action<string>? warn, CommandPatience patience)
    {
        var command = SigningCommand.Of(reference);
        var publicKey = PublicHalf.Read(reference, folder);
        var program = ProgramSearch.Find(command.Program, folder) ?? throw new InputException(InputFailure.KeyNotFound, $"The program {command.Program} of an exec: reference is not here.")
        {
            Hint = command.IsPath ? $"Relative paths in key references start from {folder}." : "Its name is looked up in PATH.",
        };
        return new CommandSigner(command, program, folder, publicKey, warn, patience);
    }

    /// <inheritdoc/>
    public async Task<byte[]> SignAsync(ReadOnlyMemory<byte> message, CancellationToken cancellation)
    {
        using var run = Start();
        using var deadline = new CancellationTokenSource(_patience.Limit);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellation, deadline.Token);
        using var notice = new Timer(_ => SayWaiting(run), null, _patience.Notice, Timeout.InfiniteTimeSpan);
        try
        {
            var (exitCode, output) = await run.FinishAsync(message, either.Token);
            return exitCode != 0 ? throw Failed($"ended with exit code {exitCode}", run)
                : output.Length is 0 or > MaxSignatureBytes ? throw Failed($"wrote {(output.Length == 0 ? "nothing" : $"more than {MaxSignatureBytes} bytes")} where its signature was expected", run)
                : output;
        }
        catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
        {
            throw Failed($"did not sign within {_patience.Limit.TotalSeconds:0} seconds, and was ended", run);
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        // The key is not in this process.
    }

    private CommandRun Start()
    {
        try
        {
            return CommandRun.Start(_program, _command.Arguments, _folder, MaxSignatureBytes);
        }
        catch (Win32Exception failure)
        {
            throw new InputException(InputFailure.SignerFailed, $"The program {_program} of an exec: reference cannot be started: {failure.Message}", failure)
            {
                Hint = "It has to be an executable file; a script needs its first line (#!) too.",
            };
        }
    }

    private void SayWaiting(CommandRun run) =>
        _warn?.Invoke($"waiting for {_command.Program} to sign with {PublicKey.Id}{(run.Messages is { Length: > 0 } messages ? $": {messages}" : "")}");

    private InputException Failed(string what, CommandRun run) =>
        new(InputFailure.SignerFailed, $"The program {_command.Program}, which signs with {PublicKey.Id}, {what}.")
        {
            Hint = run.Messages is { Length: > 0 } messages
                ? $"It said: {messages}"
                : "It said nothing on standard error. It is given the bytes on standard input, and writes the signature, and nothing else, to standard output.",
        };
}
