using System.Security.Cryptography;
using System.Text;
using Amazon.KeyManagementService;
using Amazon.KeyManagementService.Model;
using Slipway.Signing;

namespace Slipway.Publishing.Keys.Services;

/// <summary>The public half that KMS tells of.</summary>
internal static class KmsPublicKey
{
    /// <exception cref="InputException"><see cref="InputFailure.KeyServiceRefused"/>: it is not for signing. <see cref="InputFailure.KeyMalformed"/>: of another kind than we verify.</exception>
    public static VerificationKey Read(string key, GetPublicKeyResponse answer)
    {
        if (answer.KeyUsage != KeyUsageType.SIGN_VERIFY)
        {
            throw new InputException(InputFailure.KeyServiceRefused, $"kms:{key} is for {PlainText.Of($"{answer.KeyUsage}")}: expected a key for SIGN_VERIFY.")
            {
                Hint = KmsRefusal.MakeOne,
            };
        }

        var pem = PemEncoding.WriteString("PUBLIC KEY", answer.PublicKey.ToArray());
        return KeyFile.ReadPublic(Encoding.ASCII.GetBytes(pem), $"kms:{key}");
    }
}
