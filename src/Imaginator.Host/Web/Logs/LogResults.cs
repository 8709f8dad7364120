using Imaginator.Host.Access.Sessions;
using Imaginator.Host.History.Logs;
using Imaginator.Host.Queue;
using Imaginator.Host.Queue.Requests;
using Imaginator.Host.Rpc.Limits;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.AspNetCore.Server.Kestrel.Core.Features;

namespace Imaginator.Host.Web.Logs;

/// <summary>Opens build logs for responses, and limits the responses that follow running builds.</summary>
internal sealed class LogResults(BuildLogs logs, IBuildQueue queue, CredentialWatch credentials, TimeProvider timeProvider)
{
    /// <summary>Each follower holds a connection.</summary>
    private const int MaximumFollowers = 2000;

    private const int MaximumFollowersPerAddress = 1200;

    // A reader can pause a log (for instance in a pager) for some minutes.
    private static readonly MinDataRate MinimumDataRate = new(bytesPerSecond: 1, gracePeriod: TimeSpan.FromMinutes(10));

    private readonly ClientLimit _followers = new(MaximumFollowers, MaximumFollowersPerAddress);

    public IResult Text(BuildId id) => new PlainTextLog(this, id);

    /// <summary>Opens a log; null if it does not exist. Waits for the log of a build that is about to start.</summary>
    public async Task<BuildLogReader?> TryOpenAsync(BuildId id, CancellationToken cancellationToken)
    {
        if (logs.TryOpen(id) is { } log)
        {
            return log;
        }

        await queue.WaitForStartNotificationAsync(id, cancellationToken);
        return logs.TryOpen(id);
    }

    /// <summary>
    /// Reserves a slot for following a running build, until it is disposed of; null if no slot is free. Until then, the request is aborted
    /// if its credential is no longer valid.
    /// </summary>
    public IDisposable? TryFollow(HttpContext context)
    {
        ArgumentNullException.ThrowIfNull(context);
        if (_followers.TryEnter(context) is not { } slot)
        {
            return null;
        }

        context.Features.Get<RequestSlot>()?.Free();
        return new Follower(slot, credentials.Watch(context));
    }

    /// <summary>Prepares a connection for a response that lasts as long as a build.</summary>
    public static void PrepareForFollowing(HttpContext context)
    {
        context.Features.Get<IHttpResponseBodyFeature>()?.DisableBuffering();
        if (context.Features.Get<IHttpMinResponseDataRateFeature>() is { } rate)
        {
            rate.MinDataRate = MinimumDataRate;
        }
    }

    public TimeProvider TimeProvider => timeProvider;

    private sealed class Follower(IDisposable slot, IDisposable? watch) : IDisposable
    {
        public void Dispose()
        {
            watch?.Dispose();
            slot.Dispose();
        }
    }
}
