using Slipway.Publishing.Keys;
using Slipway.Publishing.Diagnosis;
using Slipway.Publishing.Keys.Audit;
using Slipway.Publishing.Repository;

namespace Slipway.Publishing.Tests.Diagnosis;

public sealed class DoctorTests
{
    public static TheoryData<string> AilmentNames => [.. Ailments.All.Select(ailment => ailment.Name)];

    [Fact]
    public async Task Where_all_is_as_it_should_be_nothing_is_found()
    {
        using var patient = await DoctorPatient.CreateAsync();
        var before = patient.Workshop.StoreSnapshot();

        var report = await patient.ExamineAsync();

        Assert.Empty(report.Checks.SelectMany(check => check.Findings).Select(finding => $"{finding.Code} {finding.Kind}: {finding.Found}"));
        Assert.True(report.IsHealthy);
        Assert.Equal(["agents", "backup"], report.Checks.Where(check => check.IsSkipped).Select(check => check.Check));
        Assert.Equal(before.Keys.Append(".slipway-lock").Order(StringComparer.Ordinal).Distinct(), patient.Workshop.StoreSnapshot().Keys);
    }

    [Theory]
    [MemberData(nameof(AilmentNames))]
    public async Task What_is_wrong_is_found_and_says_what_to_do(string name)
    {
        var ailment = Ailments.All.Single(ailment => ailment.Name == name);
        using var patient = await DoctorPatient.CreateAsync();
        await ailment.MakeAsync(patient);

        var report = await patient.ExamineAsync();

        var findings = report.Checks.SelectMany(check => check.Findings).ToArray();
        Assert.Contains(ailment.Finding, findings.Select(finding => finding.Kind));
        Assert.All(findings, finding =>
        {
            Assert.NotEmpty(finding.Found);
            Assert.NotEmpty(finding.Expected);
            Assert.NotEmpty(finding.Advice);
            Assert.False(finding.Found.EndsWith('.'), finding.Found);
        });
        Assert.Equal(Doctor.AllChecks().Select(check => check.Name), report.Checks.Select(check => check.Check));
        Assert.Equal(findings.All(finding => finding.Severity < Severity.Error), report.IsHealthy);
    }

    [Fact]
    public void Every_finding_has_something_that_makes_it_appear()
    {
        Assert.Equal(Enum.GetValues<DoctorFinding>(), Ailments.All.Select(ailment => ailment.Finding).Distinct().Order());
    }

    [Fact]
    public async Task That_waves_end_before_everyone_has_the_release_is_told_and_found_nothing_wrong_with()
    {
        using var patient = await DoctorPatient.CreateAsync();
        patient.Workshop.EditPolicy("[10, 50, 100]", "[10, 50]");

        var report = await patient.ExamineAsync();

        Assert.Contains("what is rolled out in beta ends at 50%: 'slipway rollout set --channel beta --percent 100' goes on", report.Checks.Single(check => check.Check == "promotion").Notes);
        Assert.True(report.IsHealthy);
    }

    [Fact]
    public async Task Before_init_a_store_that_is_empty_is_no_error()
    {
        using var patient = DoctorPatient.CreateEmpty();
        Directory.CreateDirectory(patient.Workshop["releases"]);
        var policy = Doctor.PolicyBeforeInit(patient.Workshop.Request("releases"));
        patient.Request = patient.Request with { HasPolicyFile = false };

        var report = await patient.ExamineAsync(new(policy, patient.Workshop.Clock));

        Assert.Equal(
            ["SLP5003", "SLP5022", "SLP5031"],
            report.Checks.SelectMany(check => check.Findings).Select(finding => finding.Code).Order(StringComparer.Ordinal));
        Assert.True(report.IsHealthy);
        Assert.All(Directory.GetFiles(patient.Workshop["releases"], "*", SearchOption.AllDirectories), file => Assert.EndsWith(".slipway-lock", file, StringComparison.Ordinal));
    }

    [Fact]
    public async Task With_no_write_the_store_is_left_alone_and_the_report_says_so()
    {
        using var patient = await DoctorPatient.CreateAsync();
        patient.Request = patient.Request with { MayWrite = false };
        patient.Wrap = store => new LyingStore(store) { WriteFailure = new InvalidOperationException("somebody writes"), DeleteFailure = new StoreException(StoreFailure.Unavailable, "no") };

        var report = await patient.ExamineAsync();

        var writes = report.Checks.Single(check => check.Check == "writes");
        Assert.Equal((Severity.Skipped, "--no-write was given"), (writes.Severity, Assert.Single(writes.Notes)));
        Assert.True(report.IsHealthy);
    }

    [Fact]
    public async Task A_folder_that_does_not_exist_is_said_to_be_missing_and_not_made()
    {
        using var patient = DoctorPatient.CreateEmpty();
        patient.Request = patient.Request with { HasPolicyFile = false };

        var report = await patient.ExamineAsync(new ReleaseRepository(Doctor.PolicyBeforeInit(patient.Workshop.Request("mistyped")), patient.Workshop.Clock));

        var store = report.Checks.Single(check => check.Check == "store");
        Assert.Contains("does not exist", store.Findings.Single().Found, StringComparison.Ordinal);
        Assert.Empty(store.Notes);
        Assert.True(report.Checks.Single(check => check.Check == "writes").IsSkipped);
        Assert.False(Directory.Exists(patient.Workshop["mistyped"]));
    }

    [Theory]
    [InlineData(StoreFailure.AccessDenied)]
    [InlineData(StoreFailure.Unavailable)]
    public async Task A_store_that_cannot_be_read_is_one_finding(StoreFailure failure)
    {
        using var patient = await DoctorPatient.CreateAsync();
        patient.Wrap = store => new LyingStore(store) { ReadFailure = new StoreException(failure, "the store says no") };
        patient.Request = patient.Request with { MayWrite = false };

        var report = await patient.ExamineAsync();

        Assert.Equal([DoctorFinding.StoreUnreachable], report.Checks.SelectMany(check => check.Findings).Select(finding => finding.Kind));
    }

    [Theory]
    [InlineData("ghs_0123456789TESTONLY", true)]
    [InlineData("ghp_0123456789TESTONLY", false)]
    public async Task GitHub_says_of_a_workflow_s_token_that_it_may_not_push_and_nobody_believes_it(string token, bool isHealthy)
    {
        using var patient = await DoctorPatient.CreateAsync();
        patient.Token = token;
        patient.GitHub = (200, """{"private":true,"permissions":{"push":false}}""", null);

        var report = await patient.ExamineAsync();

        Assert.Equal(isHealthy, report.IsHealthy);
    }

    [Fact]
    public async Task The_variable_of_a_build_says_yes_and_slipway_json_says_where()
    {
        using var patient = await DoctorPatient.CreateAsync();
        patient.Set("SLIPWAY_GITHUB", "true");

        var report = await patient.ExamineAsync();

        Assert.Contains("may write to acme/edge-agent", report.Checks.Single(check => check.Check == "github").Notes.Single(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_keys_sign_for_the_doctor_is_in_the_audit()
    {
        using var patient = await DoctorPatient.CreateAsync();
        var audit = new SigningAudit(patient.Workshop.Clock, file: null);

        await patient.ExamineAsync(new ReleaseRepository(patient.Workshop.Policy, patient.Workshop.Clock) { Audit = audit });

        Assert.Equal(8, audit.Entries.Length);
        Assert.All(audit.Entries, entry => Assert.Equal("trial", entry.Purpose.Kind));
    }

    [Fact]
    public async Task Without_being_asked_to_no_key_signs()
    {
        using var patient = await DoctorPatient.CreateAsync();
        patient.Request = patient.Request with { MaySign = false };
        patient.Surroundings = patient.Surroundings with { OpenSigner = (_, _, _) => new SigningKey(new WrongSigner(), "trial") };

        var report = await patient.ExamineAsync();

        Assert.DoesNotContain(DoctorFinding.KeySignsWrong, report.Checks.SelectMany(check => check.Findings).Select(finding => finding.Kind));
    }

    [Fact]
    public async Task P1_what_was_tried_is_gone_also_after_the_time_was_up()
    {
        using var patient = await DoctorPatient.CreateAsync();
        patient.Wrap = store => new LyingStore(store) { Hangs = true };
        patient.Request = patient.Request with { TimeLimit = TimeSpan.FromMilliseconds(200) };

        await patient.ExamineAsync();

        Assert.False(Directory.Exists(Path.Combine(patient.Workshop.StoreFolder, "doctor")));
    }

    [Fact]
    public async Task B06_no_secret_is_repeated()
    {
        using var patient = await DoctorPatient.CreateAsync();
        var pem = await File.ReadAllLinesAsync(patient.Workshop["keys/stable.pem"]);
        patient.Write("keys/stable.pem", string.Join('\n', pem.Select(line => line.Replace("-----END", "-----FIN", StringComparison.Ordinal))));

        var report = await patient.ExamineAsync();

        var text = string.Join('\n', report.Checks.SelectMany(check => check.Findings.Select(finding => finding.ToString()).Concat(check.Notes)));
        Assert.Contains("SLP5011", text, StringComparison.Ordinal);
        Assert.DoesNotContain(pem[1], text, StringComparison.Ordinal);
    }
}
