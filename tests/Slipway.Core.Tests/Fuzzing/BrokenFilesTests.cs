namespace Slipway.Core.Tests.Fuzzing;

/// <summary>Files with flipped bits, cut ends, and fields dropped, renamed, repeated, of another kind or out of bounds.</summary>
/// <remarks>A reader may accept them or refuse them with its documented exception; it may not throw another one, nor take forever.</remarks>
public sealed class BrokenFilesTests
{
    [Theory]
    [InlineData("json")]
    [InlineData("metadata-file")]
    [InlineData("manifest-file")]
    public void J1_a_broken_file_is_refused_or_means_the_same_when_written_again(string reader) => Fuzz.Break(reader);

    [Theory]
    [InlineData("root")]
    [InlineData("timestamp")]
    [InlineData("snapshot")]
    [InlineData("targets")]
    [InlineData("stable")]
    public void J2_a_broken_role_that_its_keys_signed_is_refused_or_means_the_same_when_written_again(string role) => Fuzz.Break(role);

    [Theory]
    [InlineData("offer")]
    [InlineData("rollout")]
    [InlineData("manifest")]
    public void J3_a_broken_offer_rollout_or_manifest_is_refused_or_means_the_same_when_written_again(string reader) => Fuzz.Break(reader);

    [Theory]
    [InlineData("archive")]
    [InlineData("gzip")]
    [InlineData("zstd")]
    public void T9_a_broken_payload_is_refused_or_holds_what_was_signed_and_nothing_else_is_written(string reader) => Fuzz.Break(reader);
}
