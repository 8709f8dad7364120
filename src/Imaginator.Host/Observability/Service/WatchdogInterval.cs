using System.Globalization;

namespace Imaginator.Host.Observability.Service;

/// <summary>The interval between notifications of the service manager's watchdog; null if no watchdog watches this process.</summary>
internal sealed record WatchdogInterval(TimeSpan? Value)
{
    /// <summary>Half of the watchdog's timeout, from the variables <c>WATCHDOG_USEC</c> and <c>WATCHDOG_PID</c> of sd_notify(3).</summary>
    public static WatchdogInterval FromEnvironment() => From(
        Environment.GetEnvironmentVariable("WATCHDOG_USEC"),
        Environment.GetEnvironmentVariable("WATCHDOG_PID"),
        Environment.ProcessId);

    public static WatchdogInterval From(string? microseconds, string? processId, int ownProcessId)
    {
        var isOurs = string.IsNullOrEmpty(processId) || processId == ownProcessId.ToString(CultureInfo.InvariantCulture);
        return new WatchdogInterval(
            isOurs
            && long.TryParse(microseconds, NumberStyles.None, CultureInfo.InvariantCulture, out var timeout)
            && timeout is > 0 and < long.MaxValue / 10
                ? TimeSpan.FromMicroseconds(timeout) / 2
                : null);
    }
}
