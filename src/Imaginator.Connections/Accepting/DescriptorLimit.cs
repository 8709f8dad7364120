using System.Globalization;

namespace Imaginator.Connections.Accepting;

/// <summary>The number of file descriptors that this process may open. The runtime raises the soft limit to the hard one.</summary>
public static class DescriptorLimit
{
    private const string Row = "Max open files";
    private const int ReserveDivisor = 4;

    /// <summary>The soft limit; null if there is none.</summary>
    public static int? Current()
    {
        var row = File.ReadLines("/proc/self/limits").FirstOrDefault(line => line.StartsWith(Row, StringComparison.Ordinal));
        return row?[Row.Length..].Split(' ', StringSplitOptions.RemoveEmptyEntries) is [var soft, ..]
            && long.TryParse(soft, NumberStyles.None, CultureInfo.InvariantCulture, out var limit)
                ? (int)Math.Min(limit, int.MaxValue)
                : null;
    }

    /// <summary>The first descriptor that the connections of a port do not use; the maximum if this process has no limit.</summary>
    /// <param name="limits">The limits of the port.</param>
    /// <param name="used">The descriptors that the process has used before.</param>
    public static int CeilingOf(ConnectionLimits limits, int used)
    {
        ArgumentNullException.ThrowIfNull(limits);
        return Current() is { } limit ? Ceiling(limit, limits.ReservedDescriptors, used) : int.MaxValue;
    }

    /// <summary>The first descriptor that connections do not use.</summary>
    /// <param name="limit">The limit of the process.</param>
    /// <param name="reserved">The descriptors to leave to the rest of the process; with a low limit, it gets half of the free ones.</param>
    /// <param name="used">The descriptors that the process has used before.</param>
    internal static int Ceiling(int limit, int reserved, int used) => Math.Max(limit - reserved, used + ((limit - used) / 2));

    /// <summary>Lowers limits so that connections use at most half of the descriptors of the process, and so that they fit each other.</summary>
    public static ConnectionLimits Fit(ConnectionLimits limits, int? descriptors)
    {
        ArgumentNullException.ThrowIfNull(limits);
        var available = descriptors ?? int.MaxValue;
        var maximum = Math.Min(limits.Maximum, Math.Max(1, available / 2));
        return limits with
        {
            Maximum = maximum,
            MaximumPerAddress = Math.Min(limits.MaximumPerAddress, Math.Max(1, maximum * 3 / 4)),
            MaximumPerOwner = Math.Min(limits.MaximumPerOwner, maximum),
            MaximumWaiting = Math.Min(limits.MaximumWaiting, Math.Max(1, maximum / 4)),
            MaximumWaitingPerAddress = Math.Min(limits.MaximumWaitingPerAddress, Math.Max(1, maximum / 8)),
            ReservedDescriptors = Math.Min(limits.ReservedDescriptors, available / ReserveDivisor),
        };
    }
}
