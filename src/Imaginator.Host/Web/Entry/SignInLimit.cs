using Imaginator.Host.Rpc.Limits;
using Microsoft.AspNetCore.Http;

namespace Imaginator.Host.Web.Entry;

/// <summary>
/// Bounds the requests that wait for the provider, and their time: a dead provider must not hold the slots of other requests. After a failure,
/// requests are refused for a short time without asking the provider. Thread-safe.
/// </summary>
internal sealed class SignInLimit(TimeProvider timeProvider)
{
    /// <summary>The number of requests of an address that wait for the provider.</summary>
    public const int MaximumOfAddress = 8;

    /// <summary>The time for which a request waits for the provider.</summary>
    public static readonly TimeSpan Timeout = TimeSpan.FromSeconds(10);

    /// <summary>The time after a failure for which the provider is not asked.</summary>
    public static readonly TimeSpan PauseAfterFailure = TimeSpan.FromSeconds(5);

    private const int Maximum = 32;

    private readonly ClientLimit _waiting = new(Maximum, MaximumOfAddress);
    private readonly Lock _lock = new();
    private long? _failedAt;

    /// <summary>Counts a request until the result is disposed of; null if it must not wait for the provider.</summary>
    public IDisposable? TryEnter(HttpContext http) => IsPaused() ? null : _waiting.TryEnter(http);

    /// <summary>Begins the pause: the provider does not answer.</summary>
    public void Fail()
    {
        lock (_lock)
        {
            _failedAt = timeProvider.GetTimestamp();
        }
    }

    private bool IsPaused()
    {
        lock (_lock)
        {
            return _failedAt is { } failedAt && timeProvider.GetElapsedTime(failedAt) < PauseAfterFailure;
        }
    }
}
