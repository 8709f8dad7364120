using Imaginator.Host.History.Logs;
using Imaginator.Host.Queue;
using Imaginator.Host.Queue.Requests;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.AspNetCore.Server.Kestrel.Core.Features;

namespace Imaginator.Host.Web.Logs;

/// <summary>Sends build logs: as they are, or as a page; of a running build to its end, each piece as soon as it is there.</summary>
/// <param name="logs">The logs.</param>
/// <param name="queue">Knows which builds run.</param>
/// <param name="time">The clock.</param>
internal sealed class LogResults(BuildLogs logs, IBuildQueue queue, TimeProvider time) : IDisposable
{
    /// <summary>How many may follow running builds at once: each takes a connection and an open file.</summary>
    private const int MaximumFollowers = 250;

    // Whoever pauses a log (in a pager, say) may come back to it; whoever never does is gone some time.
    private static readonly MinDataRate Patience = new(bytesPerSecond: 1, gracePeriod: TimeSpan.FromMinutes(10));

    private readonly SemaphoreSlim _followers = new(MaximumFollowers);

    /// <summary>The log as plain text.</summary>
    /// <param name="id">The build.</param>
    public IResult Text(BuildId id) => new LogText(this, id);

    /// <summary>Opens a log for a response. That of a build that has just started is waited for.</summary>
    /// <param name="id">The build.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>The reader; null if there is no such log.</returns>
    /// <exception cref="IOException">It cannot be read.</exception>
    public async Task<BuildLogReader?> TryOpenAsync(BuildId id, CancellationToken cancellationToken)
    {
        if (logs.TryOpen(id) is { } log)
        {
            return log;
        }

        await queue.WaitForStartNotificationAsync(id, cancellationToken);
        return logs.TryOpen(id);
    }

    /// <summary>Takes one of the places of those who follow running builds.</summary>
    /// <returns>Gives it back when disposed of; null if all are taken.</returns>
    public IDisposable? TryFollow() => _followers.Wait(0) ? new Place(_followers) : null;

    /// <summary>Prepares a connection for a response that takes as long as a build.</summary>
    public static void PrepareForFollowing(HttpContext context)
    {
        context.Features.Get<IHttpResponseBodyFeature>()?.DisableBuffering();
        if (context.Features.Get<IHttpMinResponseDataRateFeature>() is { } rate)
        {
            rate.MinDataRate = Patience;
        }
    }

    /// <summary>The clock.</summary>
    public TimeProvider Time => time;

    public void Dispose() => _followers.Dispose();

    private sealed class Place(SemaphoreSlim places) : IDisposable
    {
        private SemaphoreSlim? _places = places;

        public void Dispose() => Interlocked.Exchange(ref _places, null)?.Release();
    }
}
