using System.Net;
using System.Text;
using Slipway.Bundles;
using Slipway.Channels;
using Slipway.Publishing.Diagnosis;
using Slipway.Publishing.Keys;
using Slipway.Publishing.Tests.Recalls;

namespace Slipway.Publishing.Tests.Diagnosis;

/// <summary>Everything that the doctor must find, one thing at a time.</summary>
internal static class Ailments
{
    private static readonly StoreException Refused = new(StoreFailure.Unavailable, "the store says no");

    public static IReadOnlyList<Ailment> All { get; } =
    [
        new(DoctorFinding.CheckFailed, "a file system that refuses", patient => patient.Wrap = store => new LyingStore(store) { WriteFailure = new UnauthorizedAccessException("access denied") }),
        new(DoctorFinding.CheckFailed, "a fault that nobody foresaw", patient => patient.Wrap = store => new LyingStore(store) { WriteFailure = new InvalidOperationException("a fault") }),
        new(DoctorFinding.CheckTimedOut, "a store that hangs", patient =>
        {
            patient.Wrap = store => new LyingStore(store) { Hangs = true };
            patient.Request = patient.Request with { TimeLimit = TimeSpan.FromMilliseconds(500) };
        }),
        new(DoctorFinding.PolicyMissing, "no slipway.json", patient => patient.Request = patient.Request with { HasPolicyFile = false }),
        new(DoctorFinding.ClockOff, "a clock that is an hour ahead", patient => patient.Workshop.Clock.Now += TimeSpan.FromHours(1)),
        new(DoctorFinding.ClockOff, "a clock that is behind the last publisher's", patient => patient.Workshop.Clock.Now -= TimeSpan.FromHours(1)),
        new(DoctorFinding.SdkUnsuitable, "an old SDK", patient => patient.Install(new DotnetSdk("9.0.300", Problem: null))),
        new(DoctorFinding.SdkUnsuitable, "no SDK", patient => patient.Install(new DotnetSdk(Version: null, "there is no 'dotnet' on the path"))),
        new(DoctorFinding.AgentNotHere, "a runtime that nobody has an agent for", async patient =>
            await patient.Workshop.PublishBundlesAsync(await patient.Workshop.PackAsync("1.0.0", runtime: "linux-riscv64"))),
        new(DoctorFinding.KeyNotHere, "neither half of a key", patient => patient.Workshop.EditPolicy("keys/stable.pem", "keys/nobody.pem")),
        new(DoctorFinding.KeyNotHere, "a variable that is not set", patient => patient.Workshop.EditPolicy("file:keys/stable.pem", "env:SLIPWAY_TEST_NO_SUCH_KEY")),
        new(DoctorFinding.KeyUnusable, "a file that is no key", patient => patient.Write("keys/stable.pem", "no key at all")),
        new(DoctorFinding.KeyReadableByOthers, "a key that others can read", patient =>
        {
            Assert.SkipWhen(OperatingSystem.IsWindows(), "Windows has no such permissions");
            if (!OperatingSystem.IsWindows())
            {
                File.SetUnixFileMode(patient.Workshop["keys/stable.pem"], UnixFileMode.UserRead | UnixFileMode.OtherRead);
            }
        }),
        new(DoctorFinding.KeyHalvesDiffer, "two halves of two keys", patient =>
            File.Copy(patient.Workshop["keys/beta.pub.pem"], patient.Workshop["keys/stable.pub.pem"], overwrite: true)),
        new(DoctorFinding.KeySignsWrong, "a key that signs with another one", patient => patient.Surroundings = patient.Surroundings with { OpenSigner = (_, _, _) => new SigningKey(new WrongSigner(), "trial") }),
        new(DoctorFinding.BundlingFails, "no room", patient => patient.Surroundings = patient.Surroundings with { MakeTemporaryFolder = () => throw new IOException("No space left on device") }),
        new(DoctorFinding.KeyNotTrusted, "a key of another role", patient => patient.Workshop.EditPolicy("\"stable\": { \"keys\": [\"", "\"stable\": { \"keys\": [\"file:keys/beta.pem\", \"")),
        new(DoctorFinding.KeyNotNamed, "a key that slipway.json does not name", patient => patient.Workshop.EditPolicy("file:keys/stable.pem", "file:keys/beta.pem")),
        new(DoctorFinding.ThresholdDiffers, "another threshold", async patient =>
        {
            await KeyGenerator.WritePairAsync(patient.Workshop["keys"], "stable-2", passphrase: null, CancellationToken.None);
            patient.Workshop.EditPolicy("[\"file:keys/stable.pem\"], \"threshold\": 1", "[\"file:keys/stable.pem\", \"file:keys/stable-2.pem\"], \"threshold\": 2");
        }),
        new(DoctorFinding.ThresholdUnreachable, "keys that do not count", patient => patient.Workshop.EditPolicy("file:keys/stable.pem", "file:keys/beta.pem")),
        new(DoctorFinding.ChannelDiffers, "a channel that the repository lacks", patient =>
        {
            patient.Workshop.EditPolicy("\"channels\": {", "\"channels\": { \"nightly\": {},");
            patient.Workshop.EditPolicy("\"roles\": {", "\"roles\": { \"nightly\": { \"keys\": [\"file:keys/canary.pem\"] },");
        }),
        new(DoctorFinding.RoleExpired, "a timestamp of last week", patient => patient.Workshop.Clock.Now += TimeSpan.FromDays(4)),
        new(DoctorFinding.RoleExpiresSoon, "a timestamp that was not refreshed twice", patient => patient.Workshop.Clock.Now += TimeSpan.FromHours(37)),
        new(DoctorFinding.RefreshNotScheduled, "no workflow", patient => File.Delete(patient.Workshop[DoctorPatient.Workflow])),
        new(DoctorFinding.RefreshNotScheduled, "a workflow that nothing starts", patient => patient.Write(DoctorPatient.Workflow, "on: push\njobs:\n  x:\n    steps:\n      - run: slipway refresh\n")),
        new(DoctorFinding.RefreshNotScheduled, "a workflow that only speaks of it", patient => patient.Write(DoctorPatient.Workflow, "on:\n  schedule:\n    - cron: '1 1 * * *'\n# slipway refresh\n")),
        new(DoctorFinding.RefreshTooSeldom, "once a week", patient => patient.Write(DoctorPatient.Workflow, "on:\n  schedule:\n    - cron: '17 3 * * 1'\njobs:\n  x:\n    steps:\n      - run: slipway refresh\n")),
        new(DoctorFinding.BackupMissing, "production without a backup", patient => patient.Workshop.EditPolicy("\"trust_anchor\"", "\"production\": true, \"trust_anchor\"")),
        new(DoctorFinding.ApprovalsNotEnforced, "approvals that nobody asks for", patient => patient.Workshop.EditPolicy("\"stable\": { \"from\"", "\"stable\": { \"approvals\": 2, \"from\"")),
        new(DoctorFinding.RetentionTooShort, "a busy canary", async patient =>
        {
            patient.Workshop.EditPolicy("\"trust_anchor\"", "\"retain\": 2, \"trust_anchor\"");
            await patient.Workshop.PublishAsync("1.4.1");
            await patient.Workshop.PublishAsync("1.4.2");
        }),
        new(DoctorFinding.YanksNearlyFull, "little room for yanks", patient => YankAsync(patient, count: 48)),
        new(DoctorFinding.YankedAhead, "a yank of what was never published", patient => YankAsync(patient, count: 1)),
        new(DoctorFinding.StoreUnreachable, "a store that cannot be read", patient => patient.Wrap = store => new LyingStore(store) { ReadFailure = Refused }),
        new(DoctorFinding.RepositoryMissing, "another product", patient => patient.Workshop.EditPolicy("\"product\": \"edge-agent\"", "\"product\": \"other\"")),
        new(DoctorFinding.RepositoryRefused, "a snapshot that somebody changed", patient => File.WriteAllText(Path.Combine(patient.Workshop.StoreFolder, "metadata/1.snapshot.json"), "{}")),
        new(DoctorFinding.TrustAnchorDiffers, "no trust anchor", patient => File.Delete(patient.Workshop["trust_anchor.json"])),
        new(DoctorFinding.TrustAnchorDiffers, "another repository's trust anchor", async patient =>
        {
            using var other = await ReleaseWorkshop.CreateAsync();
            File.Copy(other["trust_anchor.json"], patient.Workshop["trust_anchor.json"], overwrite: true);
        }),
        new(DoctorFinding.StoreNotWritable, "a store that cannot be written to", patient => patient.Wrap = store => new LyingStore(store) { WriteFailure = Refused }),
        new(DoctorFinding.StoreNotWritable, "a store from which nothing can be deleted", patient => patient.Wrap = store => new LyingStore(store) { DeleteFailure = Refused }),
        new(DoctorFinding.WriteOnceNotEnforced, "a store that overwrites", patient => patient.Wrap = store => new LyingStore(store) { OverwritesNew = true }),
        new(DoctorFinding.ReplaceNotEnforced, "a store that does not look at tags", patient => patient.Wrap = store => new LyingStore(store) { OverwritesAny = true }),
        new(DoctorFinding.RaceNotDecided, "a store that lets everybody win", patient => patient.Wrap = store => new LyingStore(store) { CongratulatesAll = true }),
        new(DoctorFinding.DeviceUrlUnreadable, "an address that asks for a password", patient => patient.Misbehave = (_, response) => response.StatusCode = 401),
        new(DoctorFinding.DeviceUrlUnreadable, "an address that redirects elsewhere", patient => patient.Misbehave = (_, response) => response.Redirect("https://login.example.com/")),
        new(DoctorFinding.DeviceUrlUnreadable, "an address that nobody listens on", patient => patient.Workshop.EditPolicy($"[\"{patient.Address}\"]", "[\"http://127.0.0.1:1/\"]")),
        new(DoctorFinding.DeviceUrlUnreadable, "a bucket that devices are given no address for", patient =>
        {
            patient.Workshop.EditPolicy($"\"device_urls\": [\"{patient.Address}\"], ", "");
            patient.Workshop.EditPolicy("\"store\": \"releases\"", "\"store\": \"s3://bucket/prefix\"");
            patient.StoreFolder = patient.Workshop.StoreFolder;
        }),
        new(DoctorFinding.DeviceUrlUnreadable, "a folder without a repository", patient => patient.Workshop.EditPolicy($"[\"{patient.Address}\"]", "[\"nowhere\"]")),
        new(DoctorFinding.DeviceUrlDiffers, "another timestamp", patient => patient.Misbehave = Instead("/timestamp.json", "{}")),
        new(DoctorFinding.DeviceUrlDiffers, "an older timestamp", async patient =>
        {
            var old = await File.ReadAllTextAsync(Path.Combine(patient.Workshop.StoreFolder, "metadata/timestamp.json"));
            await patient.Workshop.PublishAsync("1.0.0");
            patient.Misbehave = Instead("/timestamp.json", old);
        }),
        new(DoctorFinding.MissingObjectAnswered, "a page for whatever does not exist", patient => patient.Misbehave = (_, response) =>
        {
            if (response.StatusCode == 404)
            {
                response.StatusCode = 200;
                response.OutputStream.Write("<html>Welcome</html>"u8);
            }
        }),
        new(DoctorFinding.MissingObjectAnswered, "a server that fails at what does not exist", patient => patient.Misbehave = (_, response) => response.StatusCode = response.StatusCode == 404 ? 500 : 200),
        new(DoctorFinding.TimestampCached, "a cache that keeps the timestamp for a day", patient => patient.Misbehave = WithHeader("/timestamp.json", "Cache-Control", "max-age=86400")),
        new(DoctorFinding.TimestampCached, "a timestamp that was in a cache for an hour", patient => patient.Misbehave = WithHeader("/timestamp.json", "Age", "3600")),
        new(DoctorFinding.ImmutableNotCacheable, "files that may not be cached", patient => patient.Misbehave = WithHeader("snapshot.json", "Cache-Control", "no-store")),
        new(DoctorFinding.ContentEncoded, "compression on the way", patient => patient.Misbehave = WithHeader("snapshot.json", "Content-Encoding", "gzip")),
        new(DoctorFinding.RangeIgnored, "no ranges", patient => patient.Misbehave = WithHeader("snapshot.json", "X-No-Ranges", "1")),
        new(DoctorFinding.EntityTagMissing, "no entity tags", patient => patient.Misbehave = (_, response) => response.Headers.Remove("ETag")),
        new(DoctorFinding.GitHubTokenMissing, "no token", patient => patient.Token = null),
        new(DoctorFinding.GitHubTokenInsufficient, "a token that may only read", patient => patient.GitHub = (200, """{"permissions":{"push":false}}""", null)),
        new(DoctorFinding.GitHubTokenInsufficient, "a classic token without the scope", patient => patient.GitHub = patient.GitHub with { Scopes = "public_repo" }),
        new(DoctorFinding.GitHubTokenInsufficient, "a token that has expired", patient => patient.GitHub = (401, """{"message":"Bad credentials"}""", null)),
        new(DoctorFinding.GitHubUnreachable, "a proxy that answers instead", patient => patient.GitHub = (200, "<html>", null)),
        new(DoctorFinding.GitHubUnreachable, "a variable that names no repository", patient => patient.Set("SLIPWAY_GITHUB", "nobody")),
        new(DoctorFinding.GitHubUnreachable, "another API", patient => patient.Set("SLIPWAY_GITHUB_API", $"{patient.Address}elsewhere")),
        new(DoctorFinding.GitHubUnreachable, "a repository that is not there", patient => patient.GitHub = (404, """{"message":"Not Found"}""", null)),
    ];

    private static async Task YankAsync(DoctorPatient patient, int count)
    {
        await patient.Workshop.PublishAsync("1.0.0");
        await patient.Workshop.StealRolloutsAsync([.. Enumerable.Range(0, count).Select(patch => new YankedRelease(SemanticVersion.Parse($"{(count == 1 ? 9 : 0)}.0.{patch}"), "thief", DateTimeOffset.UnixEpoch))], stops: false);
    }

    private static Action<HttpListenerRequest, HttpListenerResponse> WithHeader(string path, string name, string value) => (request, response) =>
    {
        if (request.Url!.AbsolutePath.EndsWith(path, StringComparison.Ordinal) && response.StatusCode == 200)
        {
            response.Headers[name] = value;
        }
    };

    private static Action<HttpListenerRequest, HttpListenerResponse> Instead(string path, string body) => (request, response) =>
    {
        if (request.Url!.AbsolutePath.EndsWith(path, StringComparison.Ordinal))
        {
            response.StatusCode = 200;
            response.ContentLength64 = Encoding.UTF8.GetByteCount(body);
            response.OutputStream.Write(Encoding.UTF8.GetBytes(body));
        }
    };
}
