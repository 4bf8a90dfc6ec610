using System.CommandLine;
using Slipway.Bundles;
using Slipway.Publishing.Diagnosis;
using Slipway.Publishing.Policy;
using Slipway.Publishing.Repository;

namespace Slipway.Cli.Commands;

internal static class DoctorCommand
{
    private const string AnyName = "default";

    public static Command Create()
    {
        var noWrite = Options.Switch("--no-write", "Write nothing into the store: what it enforces is not tried");
        var sign = Options.Switch("--sign", "Let each key that is here sign a text that is no release");
        Command command = new("doctor", "Check everything that a release needs, before the first one or at any time, and say what to do.") { noWrite, sign };

        command.SetAction(async (arguments, cancellation) =>
        {
            var session = new Session(arguments);
            var policy = session.TryPolicy();
            var repository = new ReleaseRepository(policy ?? BeforeInit(session), TimeProvider.System) { Audit = session.Audit };
            var request = new DoctorRequest
            {
                HasPolicyFile = policy is not null,
                MayWrite = !arguments.GetValue(noWrite),
                MaySign = arguments.GetValue(sign),
            };

            var report = await new Doctor(repository, TimeProvider.System).ExamineAsync(request, cancellation);

            session.Answer(DoctorText.ToJson(report), DoctorText.Lines(report));
            return report.IsHealthy ? ExitCode.Done : ExitCode.Refused;
        });

        return command;
    }

    /// <summary>Without slipway.json a store can be looked at nevertheless, if it is named.</summary>
    private static ReleasePolicy BeforeInit(Session session) => session.Arguments.GetValue(Session.Store) is { } store
        ? Doctor.PolicyBeforeInit(new InitializeRequest(Environment.CurrentDirectory, SegmentName.Parse(AnyName), SegmentName.Parse(AnyName), store, session.S3))
        : session.Policy();
}
