using System.Net;
using Imaginator.Connections.Accepting;

namespace Imaginator.Host.Auditing;

/// <summary>
/// Bounds the entries of denied and refused anonymous callers by the IPv4 address or IPv6 network of their senders: every client can cause such
/// entries, and they must not displace those of others. Thread-safe.
/// </summary>
internal sealed class AnonymousLimit(TimeProvider timeProvider)
{
    /// <summary>The number of entries of a sender within <see cref="Period"/>.</summary>
    public const int Maximum = 60;

    /// <summary>The time after which counting begins again.</summary>
    public static readonly TimeSpan Period = TimeSpan.FromMinutes(1);

    // A distributed attack fills neither the memory nor the files.
    private const int MaximumSenders = 100;

    private readonly Lock _lock = new();
    private readonly Dictionary<AddressOwner, int> _counts = [];
    private DateTimeOffset _begin;

    /// <summary>Counts an entry; returns whether it is recorded.</summary>
    /// <param name="address">The origin of the call, <c>ADDRESS:PORT</c>; empty if it is not known.</param>
    /// <param name="isLast">Whether no further entries of the sender are recorded.</param>
    public bool TryCount(string address, out bool isLast)
    {
        ArgumentNullException.ThrowIfNull(address);
        var owner = AddressOwner.Of(IPEndPoint.TryParse(address, out var sender) ? sender : null);
        lock (_lock)
        {
            // Also if the clock was set back.
            var now = timeProvider.GetUtcNow();
            if (now - _begin >= Period || now < _begin)
            {
                _counts.Clear();
                _begin = now;
            }

            var count = _counts.GetValueOrDefault(owner);
            isLast = count == Maximum - 1;
            if (count >= Maximum || (count == 0 && _counts.Count >= MaximumSenders))
            {
                return false;
            }

            _counts[owner] = count + 1;
            return true;
        }
    }
}
