using System.CommandLine;
using Slipway.Publishing.Fleets;
using Slipway.Publishing.GitHub;
using Slipway.Publishing.Promotions;

namespace Slipway.Cli;

/// <summary>What would change, instead of the change.</summary>
internal sealed class PlanOptions
{
    private readonly Option<PlanForm> _plan = Options.WithOrWithoutValue("--plan", "text|markdown|json", "Change nothing, and say what would change and what stands against it: text (default), markdown or json", Parse, PlanForm.Text);

    private readonly Option<FleetAddress?> _fleet = Options.Create("--fleet", "file|url", "The devices, for the plan: a file or the address of a fleet service; default: the one of slipway.json", FleetAddress.Parse);

    /// <summary>Adds them to a command.</summary>
    public void AddTo(Command command)
    {
        command.Add(_plan);
        command.Add(_fleet);
    }

    /// <summary>Whether a plan is asked for, and not the promotion.</summary>
    /// <exception cref="InputException">The promotion is, with devices that only a plan asks for. That a variable names them says nothing of this command.</exception>
    public bool IsWanted(ParseResult arguments)
    {
        var isWanted = arguments.GetValue(_plan) != PlanForm.None;
        return isWanted || arguments.GetResult(_fleet) is not { Implicit: false } ? isWanted : throw PlanFormText.FleetWithoutPlan();
    }

    /// <summary>Shows the plan. That something stands against it is an answer, and told by the exit code.</summary>
    public async Task<int> ShowAsync(Session session, ReleaseDesk desk, PromotionRequest request, CancellationToken cancellation)
    {
        var plan = await desk.PlanAsync(request, session.Arguments.GetValue(_fleet), Environment.CurrentDirectory, cancellation);
        Show(session, plan);
        return plan.Verdict switch
        {
            PlanVerdict.Ready => ExitCode.Done,
            PlanVerdict.NotYet => ExitCode.TryAgainLater,
            _ => ExitCode.Refused,
        };
    }

    private void Show(Session session, PromotionPlan plan)
    {
        var output = session.Arguments.InvocationConfiguration.Output;
        switch (session.Arguments.GetValue(_plan))
        {
            case PlanForm.Json:
                output.WriteLine(JsonText.Write(PlanJson.Of(plan)));
                break;
            case PlanForm.Markdown when !session.Arguments.GetValue(Session.Json):
                output.Write(PlanMarkdown.Write(plan));
                break;
            default:
                session.Answer(PlanJson.Of(plan), PlanText.Lines(plan, Console.IsOutputRedirected ? PlanText.Columns : Console.WindowWidth));
                break;
        }
    }

    /// <summary>A word that follows <c>--plan</c> would be taken for its value.</summary>
    private static PlanForm Parse(string text)
    {
        try
        {
            return PlanFormText.Parse(text);
        }
        catch (FormatException malformed)
        {
            throw new FormatException($"{malformed.Message}. Let --plan stand last, or name one of them", malformed);
        }
    }
}
