using System.Collections.Immutable;
using System.Text;
using Slipway.Publishing.Diagnosis.Checks;
using Slipway.Publishing.Policy;
using Slipway.Publishing.Repository;

namespace Slipway.Publishing.Diagnosis;

/// <summary>Looks at everything that a release needs, before the first one and at any time after, and says what is wrong and what to do.</summary>
public sealed class Doctor
{
    private static readonly TimeSpan TimeToTidyUp = TimeSpan.FromSeconds(5);

    private readonly ReleaseRepository _repository;
    private readonly TimeProvider _time;
    private readonly ImmutableArray<ICheck> _checks;
    private readonly Surroundings _surroundings;

    /// <param name="repository">The repository. It need not exist.</param>
    /// <param name="time">Measures how long checks take.</param>
    public Doctor(ReleaseRepository repository, TimeProvider time)
        : this(repository, time, AllChecks(), new Surroundings())
    {
    }

    internal Doctor(ReleaseRepository repository, TimeProvider time, ImmutableArray<ICheck> checks, Surroundings surroundings)
    {
        _repository = repository;
        _time = time;
        _checks = checks;
        _surroundings = surroundings;
    }

    /// <summary>What slipway.json would say after <c>slipway init</c>: for looking at a store before that.</summary>
    public static ReleasePolicy PolicyBeforeInit(InitializeRequest request) => ReleasePolicy.Parse(
        Encoding.UTF8.GetBytes(PolicyTemplate.Write(request)), Path.Combine(Path.GetFullPath(request.Folder), ReleasePolicy.FileName));

    /// <summary>Makes every check. None stops another one, and each ends within its time.</summary>
    public async Task<DoctorReport> ExamineAsync(DoctorRequest request, CancellationToken cancellation)
    {
        using var examination = new Examination(_repository, request, _surroundings);
        var results = await Task.WhenAll(_checks.Select(check => Task.Run(() => RunAsync(check, examination, cancellation), cancellation)));
        return new DoctorReport(_repository.Address, _repository.Now, [.. results]);
    }

    internal static ImmutableArray<ICheck> AllChecks() =>
    [
        new PolicyFileCheck(),
        new ClockCheck(),
        new SdkCheck(),
        new BundlingCheck(),
        new AgentsCheck(),
        new StoreCheck(),
        new RepositoryCheck(),
        new ConditionalWritesCheck(),
        new KeysCheck(),
        new RoleKeysCheck(),
        new ThresholdsCheck(),
        new ExpiryCheck(),
        new BackupCheck(),
        new PromotionCheck(),
        new YanksCheck(),
        new ScheduleCheck(),
        new DeviceUrlsCheck(),
        new MissingObjectCheck(),
        new DeliveryCheck(),
        new GitHubCheck(),
    ];

    private async Task<CheckResult> RunAsync(ICheck check, Examination examination, CancellationToken cancellation)
    {
        var notes = new CheckNotes();
        using var limit = new CancellationTokenSource(examination.Request.TimeLimit, _time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellation, limit.Token);
        using var patience = new CancellationTokenSource(examination.Request.TimeLimit + TimeToTidyUp, _time);
        try
        {
            // What still does not listen then is left behind.
            await check.RunAsync(examination, notes, either.Token).WaitAsync(patience.Token);
        }
        catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
        {
            notes.Fail(
                DoctorFinding.CheckTimedOut,
                $"no result within {examination.Request.TimeLimit.TotalSeconds:0} s",
                "an answer",
                "Look at what it asks: the network, the store, a key's device or command. Then run the doctor again.");
        }
        catch (Exception failure) when (failure is not OperationCanceledException)
        {
            notes.Add(Failed(failure));
        }

        return notes.ToResult(check.Name);
    }

    /// <summary>Whatever it was, the other checks go on.</summary>
    private static Finding Failed(Exception failure)
    {
        var refusal = failure is SlipwayException || FileRefusal.Is(failure) ? FileRefusal.Coded(failure) : null;
        return new Finding(
            DoctorFinding.CheckFailed,
            Severity.Error,
            refusal is null ? $"{failure.GetType().Name}: {failure.Message.TrimEnd('.')}" : refusal.InWords(),
            "no refusal",
            refusal is null ? "This is not foreseen: report it, please." : refusal.Hint ?? $"Look {refusal.Code} up in docs/errors.md.");
    }
}
