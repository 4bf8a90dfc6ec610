using Slipway.Agent.Device;

namespace Slipway.Agent.Strategies;

/// <summary>A way to put a complete, verified version on the air and to take it off again: what a manifest's <c>apply_strategy</c> names.</summary>
/// <remarks>Every step is durable when it returns and can be repeated: after a power cut the next start takes it again (ATTACKS C2).</remarks>
public interface IApplyStrategy
{
    /// <summary>The name in manifests and in the journal.</summary>
    string Name { get; }

    /// <summary>Makes the new version the current one, and the one before it the way back.</summary>
    void Advance(JournalEntry entry);

    /// <summary>Makes the version before the current one again.</summary>
    void RestoreCurrent(JournalEntry entry);

    /// <summary>Restores the way back to what it was before the switch.</summary>
    void RestorePrevious(JournalEntry entry);

    /// <summary>After a retreat: the way back must lead neither to the bad version nor to the one that runs.</summary>
    void ForgetLeft(JournalEntry entry);
}
