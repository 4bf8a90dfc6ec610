using System.Collections.Immutable;
using Cake.Core;
using Cake.Core.Diagnostics;
using Cake.Frosting;
using Slipway.Bundles;
using Slipway.Publishing;
using Slipway.Publishing.Keys.Audit;
using Slipway.Publishing.Repository;

namespace Slipway.Cake;

/// <summary>A build's context that reads arguments, variables and slipway.json. A build says what it packs, and whether it may publish.</summary>
public abstract class ReleaseContext : FrostingContext, IReleaseContext
{
    /// <summary>Reads all that is asked for, and opens the repository. Nothing is read from the store yet.</summary>
    /// <exception cref="CakeException">A value or slipway.json cannot be used: the message has code and hint.</exception>
    protected ReleaseContext(ICakeContext context)
        : base(context)
    {
        (Release, Repository) = CakeRefusal.Translating(() =>
        {
            var release = ReleaseArguments.Read(Argument, context.Environment.GetEnvironmentVariable);
            return (release, Open(release));
        });
    }

    /// <inheritdoc/>
    public ReleaseArguments Release { get; }

    /// <inheritdoc/>
    public ReleaseRepository Repository { get; }

    /// <inheritdoc/>
    /// <remarks>Here: <c>--release-version</c>. Override it where the build knows it.</remarks>
    public virtual SemanticVersion Version => CakeRefusal.Translating(() => Release.Version
        ?? throw new InputException(InputFailure.VersionInvalid, "It is not said which release it is.") { Hint = "Add --release-version 1.4.2, or set SLIPWAY_VERSION." });

    /// <inheritdoc/>
    public abstract ImmutableArray<ReleaseBundle> Bundles { get; }

    /// <inheritdoc/>
    public abstract bool MayPublish { get; }

    private string? Argument(string name) => Arguments.HasArgument(name) ? Arguments.GetArguments(name).LastOrDefault() ?? "" : null;

    private ReleaseRepository Open(ReleaseArguments release)
    {
        var folder = Environment.WorkingDirectory.FullPath;
        var audit = release.AuditFile is { } file ? Path.GetFullPath(file, folder) : null;
        return new ReleaseRepository(release.FindPolicy(folder), TimeProvider.System)
        {
            Warn = text => Log.Warning("{0}", PlainText.Of(text)),
            Audit = new SigningAudit(TimeProvider.System, audit, entry => Log.Verbose("{0}", PlainText.Of(entry.ToString()))),
        };
    }
}
