using Slipway.Agent.Device;
using Slipway.Bundles;

namespace Slipway.Agent.Hooks;

/// <summary>The hooks of the releases that an update is about. One runs only from a tree that this run of the agent has verified.</summary>
/// <param name="layout">The device.</param>
/// <param name="log">Told of every hook that runs.</param>
/// <param name="clock">The time in the hooks' log.</param>
/// <param name="isOff">Whether none is to run, as when an image is prepared on another machine.</param>
public sealed class UpdateHooks(DeviceLayout layout, StepLog log, TimeProvider clock, bool isOff)
{
    private readonly Dictionary<InstalledTree, ReleaseHooks> _verified = [];
    private readonly InstalledVersions _installed = new(layout);
    private readonly HookRunner _runner = new(layout, clock);

    /// <summary>Lets the hooks of a tree run that has just been verified.</summary>
    public void Admit(InstalledTree tree, Manifest manifest)
    {
        if (manifest.Hooks is { } hooks)
        {
            _verified[tree] = hooks;
        }
    }

    /// <summary>Verifies a tree that has a hook of this kind. Where that fails its hooks do not run, and that is all.</summary>
    public async Task TryAdmitAsync(InstalledTree tree, HookKind kind, CancellationToken cancellation)
    {
        try
        {
            if (!isOff && _installed.ReadManifest(tree).Hooks?.Find(kind) is not null)
            {
                Admit(tree, (await _installed.VerifyAsync(tree, progress: null, cancellation)).Manifest);
            }
        }
        catch (Exception damaged) when (damaged is SlipwayException or IOException or UnauthorizedAccessException)
        {
            log.Say($"{tree} cannot be verified, so its hooks do not run: {damaged.Message}");
        }
    }

    /// <summary>Asks the new version whether it may be switched to.</summary>
    /// <exception cref="DeviceException"><see cref="DeviceFailure.HookVetoed"/>: it says no, takes too long, or has changed its own files. Nothing else has changed.</exception>
    public async Task RequirePreSwapAsync(InstalledTree tree, InstalledTree? from, CancellationToken cancellation)
    {
        if (Find(tree, HookKind.PreSwap) is not { } hook)
        {
            return;
        }

        var failure = await RunAsync(hook, tree, from, hook.Timeout, cancellation) ?? await FindDamageAsync(tree, cancellation);
        if (failure is not null)
        {
            throw new DeviceException(DeviceFailure.HookVetoed, $"{tree.Version} was not switched to: its pre_swap hook {failure}")
            {
                Hint = $"Its output is in {layout.HookOutput}. It is asked again at the next check.",
            };
        }
    }

    /// <summary>Lets the new version prepare what it needs before it is started.</summary>
    /// <returns>Null when it did; otherwise what happened instead.</returns>
    public async Task<string?> RunPostSwapAsync(JournalEntry entry, TimeSpan? limit, CancellationToken cancellation) =>
        Find(entry.To, HookKind.PostSwap) is { } hook
        && await RunAsync(hook, entry.To, entry.From, Shorter(hook.Timeout, limit), cancellation) is { } failure
            ? $"its post_swap hook {failure.TrimEnd('.')}"
            : null;

    /// <summary>Lets a version tidy up before it is taken off the air.</summary>
    /// <returns>Null when it did; otherwise what happened instead, for the report.</returns>
    public async Task<string?> RunPreRollbackAsync(InstalledTree left, InstalledTree? to, TimeSpan? limit, CancellationToken cancellation) =>
        Find(left, HookKind.PreRollback) is { } hook
        && await RunAsync(hook, left, to, Shorter(hook.Timeout, limit), cancellation) is { } failure
            ? $"Its pre_rollback hook {failure}"
            : null;

    private static TimeSpan Shorter(TimeSpan timeout, TimeSpan? limit) => limit < timeout ? limit.Value : timeout;

    private Hook? Find(InstalledTree tree, HookKind kind) => isOff ? null : _verified.GetValueOrDefault(tree)?.Find(kind);

    private async Task<string?> RunAsync(Hook hook, InstalledTree tree, InstalledTree? other, TimeSpan limit, CancellationToken cancellation)
    {
        var failure = await _runner.RunAsync(hook, tree, other, limit, cancellation);
        log.Say($"{ReleaseHooks.Name(hook.Kind)} hook of {tree.Version} {failure ?? "done"}");
        return failure;
    }

    /// <summary>What is switched to is what was verified, also after its own program ran in it.</summary>
    private async Task<string?> FindDamageAsync(InstalledTree tree, CancellationToken cancellation)
    {
        try
        {
            await _installed.VerifyAsync(tree, progress: null, cancellation);
            return null;
        }
        catch (TrustException damage)
        {
            return $"changed the release: {damage.Message}";
        }
    }
}
