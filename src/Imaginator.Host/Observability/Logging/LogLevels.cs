using Serilog;
using Serilog.Core;
using Serilog.Events;

namespace Imaginator.Host.Observability.Logging;

/// <summary>
/// How much is logged. Changes take effect at once, for every logger. Thread-safe.
/// </summary>
/// <remarks>
/// The debug level is the original's: -1 for none, and each one more tells more.
/// <list type="table">
/// <item><term>-1</term><description>information of the daemon, warnings of the libraries below it</description></item>
/// <item><term>0</term><description>also what the daemon does in between: debug messages</description></item>
/// <item><term>1</term><description>also each step of it: trace messages; information of the libraries</description></item>
/// <item><term>2 and more</term><description>everything, of the libraries too</description></item>
/// </list>
/// </remarks>
internal sealed class LogLevels
{
    /// <summary>The debug level at which nothing more is said by going up.</summary>
    public const int Highest = 2;

    /// <summary>The debug level at which nothing less is said by going down.</summary>
    public const int Lowest = -1;

    private readonly Lock _lock = new();
    private readonly LoggingLevelSwitch _own = new();
    private readonly LoggingLevelSwitch _libraries = new();
    private readonly LoggingLevelSwitch _probes = new();
    private int _debugLevel;

    /// <summary>Creates the levels.</summary>
    /// <param name="debugLevel">The debug level to begin with.</param>
    public LogLevels(int debugLevel) => DebugLevel = debugLevel;

    /// <summary>The debug level; values out of range count as the nearest one.</summary>
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

    /// <summary>Moves the debug level.</summary>
    /// <param name="steps">How far; negative to say less.</param>
    /// <returns>The new debug level.</returns>
    public int Change(int steps)
    {
        lock (_lock)
        {
            Set(_debugLevel + steps);
            return _debugLevel;
        }
    }

    /// <summary>Makes a logger follow these levels.</summary>
    /// <param name="configuration">The logger's configuration.</param>
    /// <returns>The same configuration.</returns>
    internal LoggerConfiguration ApplyTo(LoggerConfiguration configuration) =>
        configuration.MinimumLevel.ControlledBy(_libraries)
            .MinimumLevel.Override("Imaginator", _own)
            .MinimumLevel.Override("Microsoft.Extensions.Diagnostics.HealthChecks", _probes);

    private void Set(int debugLevel)
    {
        _debugLevel = Math.Clamp(debugLevel, Lowest, Highest);
        (_own.MinimumLevel, _libraries.MinimumLevel) = _debugLevel switch
        {
            -1 => (LogEventLevel.Information, LogEventLevel.Warning),
            0 => (LogEventLevel.Debug, LogEventLevel.Warning),
            1 => (LogEventLevel.Verbose, LogEventLevel.Information),
            _ => (LogEventLevel.Verbose, LogEventLevel.Verbose),
        };

        // What a check warns of, the part that it looks at has logged, once; load balancers ask every few seconds.
        _probes.MinimumLevel = _debugLevel < Highest ? LogEventLevel.Error : LogEventLevel.Verbose;
    }
}
