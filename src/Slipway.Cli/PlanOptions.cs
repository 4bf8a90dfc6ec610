using System.CommandLine;
using Slipway.Publishing.Fleets;
using Slipway.Publishing.Promotions;
using Slipway.Publishing.Repository;

namespace Slipway.Cli;

/// <summary>What would change, instead of the change.</summary>
internal sealed class PlanOptions
{
    private const string Text = "text";
    private const string Markdown = "markdown";
    private const string Json = "json";

    private readonly Option<string?> _plan = Options.WithOrWithoutValue("--plan", "Change nothing, and say what would change and what stands against it: text (default), markdown or json", Parse, Text);

    private readonly Option<FleetAddress?> _fleet = Options.Create("--fleet", "The devices, for the plan: a file or the address of a fleet service; default: the one of slipway.json", FleetAddress.Parse);

    /// <summary>Adds them to a command.</summary>
    public void AddTo(Command command)
    {
        _plan.HelpName = "text|markdown|json";
        command.Add(_plan);
        command.Add(_fleet);
    }

    /// <summary>Whether a plan is asked for, and not the promotion.</summary>
    public bool IsWanted(ParseResult arguments) => arguments.GetValue(_plan) is not null;

    /// <summary>Shows the plan. That something stands against it is an answer, and told by the exit code.</summary>
    public async Task<int> ShowAsync(Session session, ReleaseRepository repository, PromotionRequest request, CancellationToken cancellation)
    {
        var fleet = await new FleetReader(repository.Policy, Environment.CurrentDirectory).ReadAsync(session.Arguments.GetValue(_fleet), request.To, cancellation);
        var plan = await new PromotionPlanner(repository).PlanAsync(request, fleet, cancellation);
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
            case Json:
                output.WriteLine(JsonText.Write(PlanJson.Of(plan)));
                break;
            case Markdown when !session.Arguments.GetValue(Session.Json):
                output.Write(PlanMarkdown.Write(plan));
                break;
            default:
                session.Answer(PlanJson.Of(plan), PlanText.Lines(plan));
                break;
        }
    }

    private static string Parse(string text) => text is Text or Markdown or Json
        ? text
        : throw new FormatException($"'{text}' is no form of a plan: expected text, markdown or json. Let --plan stand last, or name one of them");
}
