using Serilog;
using Serilog.Core;
using Serilog.Events;

namespace Imaginator.Host.Observability.Logging;

/// <summary>
/// The amount of log output. Changes affect all loggers at once. Thread-safe.
/// </summary>
/// <remarks>
/// The debug level is that of Dominator: -1 for no debug messages, higher levels for more output.
/// <list type="table">
/// <item><term>-1</term><description>information of the daemon, warnings of libraries</description></item>
/// <item><term>0</term><description>also debug messages of the daemon</description></item>
/// <item><term>1</term><description>also trace messages of the daemon and information of libraries</description></item>
/// <item><term>2 and more</term><description>all messages of the daemon and of libraries</description></item>
/// </list>
/// </remarks>
internal sealed class LogLevels
{
    /// <summary>The highest effective debug level.</summary>
    public const int Maximum = 2;

    /// <summary>The lowest effective debug level.</summary>
    public const int Minimum = -1;

    private readonly Lock _lock = new();
    private readonly LoggingLevelSwitch _daemon = new();
    private readonly LoggingLevelSwitch _libraries = new();
    private readonly LoggingLevelSwitch _healthChecks = new();
    private int _debugLevel;

    public LogLevels(int debugLevel) => DebugLevel = debugLevel;

    /// <summary>The debug level; values out of range become the nearest valid one.</summary>
    public int DebugLevel
    {
        get => _debugLevel;
        set
        {
            lock (_lock)
            {
                Set(value);
            }
        }
    }

    /// <summary>Changes the debug level by a number of steps and returns the new level.</summary>
    public int Change(int steps)
    {
        lock (_lock)
        {
            Set(_debugLevel + steps);
            return _debugLevel;
        }
    }

    /// <summary>Makes a logger use these levels.</summary>
    internal LoggerConfiguration ApplyTo(LoggerConfiguration configuration) =>
        configuration.MinimumLevel.ControlledBy(_libraries)
            .MinimumLevel.Override("Imaginator", _daemon)
            .MinimumLevel.Override("Microsoft.Extensions.Diagnostics.HealthChecks", _healthChecks);

    private void Set(int debugLevel)
    {
        _debugLevel = Math.Clamp(debugLevel, Minimum, Maximum);
        (_daemon.MinimumLevel, _libraries.MinimumLevel) = _debugLevel switch
        {
            -1 => (LogEventLevel.Information, LogEventLevel.Warning),
            0 => (LogEventLevel.Debug, LogEventLevel.Warning),
            1 => (LogEventLevel.Verbose, LogEventLevel.Information),
            _ => (LogEventLevel.Verbose, LogEventLevel.Verbose),
        };

        // Load balancers run health checks every few seconds; the checked parts log their failures themselves, once.
        _healthChecks.MinimumLevel = _debugLevel < Maximum ? LogEventLevel.Error : LogEventLevel.Verbose;
    }
}
