using System.Collections.Immutable;
using System.CommandLine;
using Slipway.Bundles;
using Slipway.Channels;
using Slipway.Publishing.Mirroring;
using Slipway.Publishing.Policy;
using Slipway.Tuf.Sources;

namespace Slipway.Cli.Commands;

/// <summary>What export and mirror have in common: which repository, and whose devices.</summary>
internal sealed class CopyOptions
{
    private readonly Option<ImmutableArray<ChannelName>> _channels = Options.Several("--channel", "name", "A channel whose devices it is for; default: stable", ChannelName.Parse);
    private readonly Option<ImmutableArray<RuntimeId>> _runtimes = Options.Several("--rid", "rid", "A runtime of theirs; default: every one that is offered", RuntimeId.Parse, "SLIPWAY_RUNTIMES");
    private readonly Option<RepositoryAddress?> _from = Options.Create("--from", "address", "A repository by its address, where there is no slipway.json", text => (RepositoryAddress?)RepositoryAddresses.Parse(text, Environment.CurrentDirectory));
    private readonly Option<string?> _root = Options.Text("--root", "file", "With --from: the file with that repository's first root");

    /// <summary>Adds the options to a command.</summary>
    public void AddTo(Command command)
    {
        command.Add(_channels);
        command.Add(_runtimes);
        command.Add(_from);
        command.Add(_root);
        command.Validators.Add(arguments =>
        {
            if (Options.IsGiven(arguments, _from) && !Options.IsGiven(arguments, _root))
            {
                arguments.AddError("--from needs --root FILE: the address cannot say itself whom to trust.");
            }
        });
    }

    /// <summary>Opens the repository that is copied from.</summary>
    public async Task<CopyOrigin> OpenAsync(Session session, CancellationToken cancellation) =>
        session.Arguments.GetValue(_from) is { } address
            ? CopyOrigin.OfAddress(address, session.Arguments.GetValue(_root)!, TimeProvider.System)
            : await CopyOrigin.OfStoreAsync(session.Repository(), cancellation);

    /// <summary>Whose devices the copy is for.</summary>
    public CopySelection Selection(Session session) =>
        new(session.Arguments.GetValue(_channels) is { IsEmpty: false } channels ? channels : [ChannelName.Default], session.Arguments.GetValue(_runtimes));
}
