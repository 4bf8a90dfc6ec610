namespace Slipway.Signing;

/// <summary>What people put where a key should be, and what each of them can do about it. No message has bytes of a key.</summary>
internal static class KeyRefusal
{
    private const string MakeOne = "Make one with 'openssl genpkey -algorithm ed25519 -out key.pem'.";
    private const string ToSeed = "openssl pkey -in key.pem -outform DER | tail -c 32";

    public static InputException Empty(string name) => Malformed($"{name} is empty: expected an Ed25519 key.", MakeOne);

    public static InputException TooLong(string name) => Malformed(
        $"{name} has more than {KeyFile.MaxLength} bytes: expected an Ed25519 key, which has a few hundred at most.", "Is it another file?");

    public static InputException Utf16(string name) => Malformed(
        $"{name} is UTF-16 text: expected PEM in ASCII.", "PowerShell's '>' writes UTF-16. Let openssl write the file with -out.");

    public static InputException NotPem(string name) => Malformed(
        $"{name} begins like PEM but is not well-formed: expected a BEGIN line, base64 and the END line that belongs to it.",
        "Were its line breaks lost when it was copied? Copy the whole file again.");

    public static InputException SeveralKeys(string name) => Malformed(
        $"{name} holds more than one PEM block: expected one key.", "Keep each key in its own file.");

    public static InputException DamagedPem(string name, string label) => Malformed(
        $"{name} is PEM, but its {label} does not hold a well-formed key.", "Take the file from a backup, or make a new key.");

    public static InputException OtherPem(string name, string label) => Malformed(
        $"{name} holds a {label}: expected an Ed25519 key in PEM.", MakeOne);

    public static InputException OtherAlgorithm(string name, string half, string algorithm) => Malformed(
        $"{name} holds a {half} key for {algorithm}: expected one for Ed25519.", MakeOne);

    public static InputException OpenSsh(string name) => Malformed(
        $"{name} is an OpenSSH key: expected an Ed25519 key in PEM (PKCS#8) or as a raw 32-byte seed.",
        $"A key for SSH logins should not sign releases, too. {MakeOne}");

    public static InputException SeedAndPublicKey(string name) => Malformed(
        $"{name} has 64 bytes, which is a seed and its public key: expected the 32-byte seed alone.",
        $"Keep the first half: 'head -c 32 {name} > seed'.");

    public static InputException Hexadecimal(string name) => Malformed(
        $"{name} is hex text: expected PEM or 32 raw bytes.", $"Convert it: 'xxd -r -p {name} > seed'. Text in hex or base64 is read from variables (env:NAME) only.");

    public static InputException Base64(string name) => Malformed(
        $"{name} is base64 text: expected PEM or 32 raw bytes.", $"Convert it: 'base64 -d {name} > seed'. Text in hex or base64 is read from variables (env:NAME) only.");

    public static InputException Der(string name) => Malformed(
        $"{name} is DER: expected PEM or the raw 32-byte seed.",
        $"Convert a private key with 'openssl pkey -inform DER -in {name} -out key.pem', a public one with -pubin, too. The raw seed of a key in PEM: '{ToSeed}'.");

    public static InputException WrongLength(string name, int length) => Malformed(
        $"{name} has {length} bytes that are no PEM: expected PEM or a raw seed of exactly {Ed25519.SeedLength} bytes.",
        $"The raw seed of a key in PEM: '{ToSeed}'.");

    public static InputException TextOfSeedLength(string name) => Malformed(
        $"{name} has {Ed25519.SeedLength} characters of text: expected {Ed25519.SeedLength} random bytes.", "A password is not a key. " + MakeOne);

    public static InputException RawPublicKey(string name) => Malformed(
        $"{name} has {Ed25519.PublicKeyLength} raw bytes, which may be a private seed as well as a public key: expected a public key in PEM.",
        "If it is a raw seed in key.seed, 'slipway keys' and openssl can write its public half as PEM: "
        + "'(printf \"\\060\\056\\002\\001\\000\\060\\005\\006\\003\\053\\145\\160\\004\\042\\004\\040\"; cat key.seed) | openssl pkey -inform DER -pubout'.");

    public static InputException PrivateInsteadOfPublic(string name) => Malformed(
        $"{name} holds a private key: expected the public one, which is enough to verify.",
        $"Keep private keys away from where releases are verified. Write the public half: 'openssl pkey -in {name} -pubout -out key.pub.pem'.");

    public static InputException PublicInsteadOfPrivate(string name) => new(
        InputFailure.KeyNotPrivate, $"{name} holds a public key: expected the private one, which signs.")
    {
        Hint = name.EndsWith(".pub.pem", StringComparison.Ordinal)
            ? $"Its private half is usually beside it, as {name[..^".pub.pem".Length]}.pem."
            : "Name the file or variable that holds the private half.",
    };

    public static InputException PassphraseMissing(string name) => new(
        InputFailure.PassphraseWrong, $"{name} is encrypted, and no passphrase was given.")
    {
        Hint = "Let SLIPWAY_KEY_PASSPHRASE_FILE name a file that holds the passphrase, or put it into SLIPWAY_KEY_PASSPHRASE.",
    };

    public static InputException PassphraseWrong(string name) => new(
        InputFailure.PassphraseWrong, $"{name} cannot be decrypted with the passphrase that was given.")
    {
        Hint = $"Try it by hand: 'openssl pkey -in {name} -noout'.",
    };

    public static InputException OtherEncryption(string name, string found) => Malformed(
        $"{name} is encrypted with {found}: expected PBES2 with PBKDF2 and AES-CBC, as openssl writes it.",
        $"Encrypt it anew: 'openssl pkcs8 -topk8 -v2 aes-256-cbc -in {name} -out key.pem'.");

    public static InputException TooManyIterations(string name) => Malformed(
        $"{name} asks for more than {PasswordEncryption.MaxIterations} rounds of key derivation, or for none: it would not be read in reasonable time, or is not safe.",
        $"Encrypt it anew: 'openssl pkcs8 -topk8 -v2 aes-256-cbc -in {name} -out key.pem'.");

    /// <summary>For callers that take a raw seed only (B07).</summary>
    public static InputException NotASeed(ReadOnlySpan<byte> bytes) => bytes.IndexOf("-----BEGIN"u8) >= 0
        ? Malformed("The key is PEM: expected a raw 32-byte seed.", $"Convert it: '{ToSeed}'.")
        : Malformed($"The key has {bytes.Length} bytes: expected a raw seed of {Ed25519.SeedLength}.", $"The raw seed of a key in PEM: '{ToSeed}'.");

    private static InputException Malformed(string message, string hint) => new(InputFailure.KeyMalformed, message) { Hint = hint };
}
