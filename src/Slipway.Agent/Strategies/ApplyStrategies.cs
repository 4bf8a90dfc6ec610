using System.Collections.Immutable;
using Slipway.Agent.Device;

namespace Slipway.Agent.Strategies;

/// <summary>The strategies that this agent knows. A manifest that names another is not for this device.</summary>
public sealed class ApplyStrategies(DeviceLayout layout)
{
    private readonly ImmutableArray<IApplyStrategy> _strategies = [new AtomicSwap(layout)];

    /// <summary>Their names.</summary>
    public IEnumerable<string> Names => _strategies.Select(strategy => strategy.Name);

    /// <summary>The strategy with which a switch was begun, and so has to be finished or undone.</summary>
    /// <exception cref="DeviceException"><see cref="DeviceFailure.State"/>: the journal is of an agent that knew one more.</exception>
    public IApplyStrategy Of(JournalEntry entry) =>
        _strategies.FirstOrDefault(strategy => strategy.Name == entry.Strategy)
            ?? throw new DeviceException(DeviceFailure.State,
                $"The update to {entry.To.Version} was begun with the strategy '{entry.Strategy}': expected {string.Join(" or ", Names)}.")
            {
                Hint = "Run the agent that began it: this one can neither finish nor undo it.",
            };
}
