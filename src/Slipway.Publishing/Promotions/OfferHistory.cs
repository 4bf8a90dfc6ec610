using System.Collections.Immutable;
using System.Text.Json.Nodes;
using Slipway.Bundles;
using Slipway.Channels;
using Slipway.Json;
using Slipway.Publishing.Repository;
using Slipway.Tuf;

namespace Slipway.Publishing.Promotions;

/// <summary>Which offers a channel has made before, the last one at the end. The channel's role signs it, publishers read it: a busy channel has moved on long before a release of it has baked.</summary>
internal sealed class OfferHistory
{
    /// <summary>The format that is written and the only one that is read.</summary>
    public const string Format = "slipway-history/1";

    private readonly ChannelName _channel;

    private OfferHistory(ChannelName channel, ImmutableArray<FormerOffer> offers)
    {
        _channel = channel;
        Offers = offers;
    }

    /// <summary>The offers: one for each release and runtime, and none that the channel makes now.</summary>
    public ImmutableArray<FormerOffer> Offers { get; }

    /// <summary>Reads a channel's; it is empty while nothing was replaced there.</summary>
    /// <exception cref="TrustException">It is missing, other than listed, malformed, or another channel's.</exception>
    public static async Task<OfferHistory> ReadAsync(RepositoryState state, ChannelName channel, CancellationToken cancellation) =>
        state.Find(channel.ToString(), ReleasePaths.OfferHistory(channel)) is { } file
            ? await state.ReadAsync(file, bytes => Parse(bytes, channel), cancellation)
            : new OfferHistory(channel, []);

    /// <summary>A former offer. What lies under the digest that the channel remembers must be what it is remembered as: a history that is wrong lends no release another's bake.</summary>
    /// <exception cref="TrustException">It is missing, malformed, or another offer.</exception>
    public async Task<Offer> ReadOfferAsync(RepositoryState state, SegmentName product, FormerOffer named, CancellationToken cancellation)
    {
        var found = await state.ReadOfferAsync(named.File, cancellation);
        return found.Product == product && found.Channel == _channel && found.Runtime == named.Runtime && found.Release.Version == named.Version
            ? found
            : throw new TrustException(TrustFailure.Foreign, named.File.Path, $"{named.File.RepositoryPath} offers {found.Product} {found.Release.Version} to {found.Runtime} in {found.Channel}: expected {product} {named.Version} to {named.Runtime} in {_channel}.");
    }

    /// <exception cref="FormatException">Not strict JSON, another format or channel, or a field is missing or of another kind.</exception>
    public static OfferHistory Parse(ReadOnlySpan<byte> bytes, ChannelName channel)
    {
        var json = new JsonFields(StrictJson.ParseObject(bytes));
        Require(json, "format", Format);
        Require(json, "channel", channel.ToString());
        var offers = json.Objects("offers").Select(offer => FormerOffer.FromJson(channel, offer)).ToImmutableArray();
        return offers.DistinctBy(offer => (offer.Version, offer.Runtime)).Count() == offers.Length
            ? new OfferHistory(channel, offers)
            : throw json.Refuse("offers", "a list with a release twice", "each release and runtime once");
    }

    /// <summary>As it is when an offer of <paramref name="next"/> has taken the place of <paramref name="former"/>.</summary>
    public OfferHistory With(FormerOffer former, SemanticVersion next) => new(
        _channel,
        [.. Offers.Where(offer => offer.Runtime != former.Runtime || (offer.Version != former.Version && offer.Version != next)), former]);

    /// <summary>Without the releases that the builder's role lists no longer: nobody could install them.</summary>
    public OfferHistory Listed(Targets releases) =>
        new(_channel, [.. Offers.Where(offer => releases.Files.ContainsKey(ReleasePaths.Bundle(offer.Version, offer.Runtime, BundleFolder.Manifest)))]);

    /// <summary>The file: canonical JSON. What would make it longer than publishers read is forgotten, the oldest first.</summary>
    public byte[] ToBytes()
    {
        var offers = Offers;
        byte[] bytes;
        while ((bytes = Encode(offers)).Length > MetadataLimits.OfferBytes)
        {
            // About a tenth at a time: entries are of much the same length.
            offers = offers[((offers.Length / 10) + 1)..];
        }

        return bytes;
    }

    private byte[] Encode(ImmutableArray<FormerOffer> offers) => CanonicalJson.EncodeFile(new JsonObject
    {
        ["format"] = Format,
        ["channel"] = _channel.ToString(),
        ["offers"] = new JsonArray([.. offers.Select(offer => (JsonNode)offer.ToJson())]),
    });

    private static void Require(JsonFields json, string name, string expected)
    {
        if (json.Text(name) is var found && found != expected)
        {
            throw json.Refuse(name, $"'{found}'", $"'{expected}'");
        }
    }
}
