using System.Net.Sockets;
using System.Text.Json;
using EdgeAgent.Readings;

namespace EdgeAgent.Mqtt;

/// <summary>Sends the queue to the broker. A reading leaves the queue after it was sent, so a lost connection loses none.</summary>
internal sealed partial class PublishingService(BrokerSettings broker, ReadingQueue queue, TimeProvider time, ILogger<PublishingService> log)
    : BackgroundService
{
    private static readonly TimeSpan PauseBeforeRetry = TimeSpan.FromSeconds(5);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                await PublishUntilLostAsync(stoppingToken);
            }
            catch (Exception lost) when (lost is IOException or SocketException or OperationCanceledException && !stoppingToken.IsCancellationRequested)
            {
                LogLost(broker.Host, broker.Port, lost.Message);
                await Task.Delay(PauseBeforeRetry, time, stoppingToken);
            }
        }
    }

    private async Task PublishUntilLostAsync(CancellationToken cancellation)
    {
        using var connection = await MqttConnection.OpenAsync(broker, cancellation);
        while (true)
        {
            var reading = await FirstOrNothingAsync(cancellation);
            if (reading is null)
            {
                await connection.PingAsync(cancellation);
                continue;
            }

            await connection.PublishAsync(JsonSerializer.SerializeToUtf8Bytes(reading, AgentJson.Default.Reading), cancellation);
            queue.Remove(reading);
        }
    }

    // Half the keep-alive time, so that a slow network does not make the broker give up.
    private async Task<Reading?> FirstOrNothingAsync(CancellationToken cancellation)
    {
        using var quiet = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        quiet.CancelAfter(broker.KeepAlive / 2);
        try
        {
            return await queue.FirstAsync(quiet.Token);
        }
        catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
        {
            return null;
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "No connection to {Host}:{Port}: {Reason}")]
    private partial void LogLost(string host, int port, string reason);
}
