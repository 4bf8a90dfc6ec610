using System.Security.Cryptography;
using Amazon.Runtime;

namespace Slipway.Publishing.Stores.S3;

/// <summary>Sends requests: again when the way or the server failed, with pauses that grow, and as a refusal in the end.</summary>
internal sealed class S3Requests(S3Refusals refusals, S3Patience patience, TimeProvider time)
{
    /// <summary>Sends a request that may be sent again although its answer was lost.</summary>
    /// <param name="verb">What is done with the object: read, written.</param>
    /// <param name="path">The object, or a beginning.</param>
    /// <param name="length">Bytes that travel with it.</param>
    /// <param name="send">One attempt. It turns the answers that its caller waits for into results.</param>
    /// <param name="cancellation">Stops it.</param>
    /// <exception cref="StoreException">The server refused, or could not be reached.</exception>
    public async Task<T> SendAsync<T>(string verb, string path, long length, Func<CancellationToken, Task<T>> send, CancellationToken cancellation)
    {
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                return await SendOnceAsync(length, send, cancellation);
            }
            catch (Exception failure) when (attempt < patience.Attempts && S3Answers.IsTransient(failure))
            {
                await Task.Delay(patience.LongestPauseAfter(attempt) * RandomShare(), time, cancellation);
            }
            catch (Exception failure) when (failure is AmazonClientException or AmazonServiceException or InvalidOperationException || S3Answers.IsTransient(failure))
            {
                throw refusals.Of(verb, path, failure);
            }
        }
    }

    private async Task<T> SendOnceAsync<T>(long length, Func<CancellationToken, Task<T>> send, CancellationToken cancellation)
    {
        using var late = new CancellationTokenSource(patience.OfAttempt(length), time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(late.Token, cancellation);
        try
        {
            return await send(either.Token);
        }
        catch (Exception failure) when (late.IsCancellationRequested && !cancellation.IsCancellationRequested)
        {
            throw new TimeoutException($"no answer within {patience.OfAttempt(length).TotalSeconds:0} s", failure);
        }
        catch (Exception) when (cancellation.IsCancellationRequested)
        {
            throw new OperationCanceledException(cancellation);
        }
    }

    private static double RandomShare() => RandomNumberGenerator.GetInt32(1, 1_001) / 1_000.0;
}
