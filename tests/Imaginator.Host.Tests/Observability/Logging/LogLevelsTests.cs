using Imaginator.Host.Observability.Logging;
using Microsoft.Extensions.Logging;

namespace Imaginator.Host.Tests.Observability.Logging;

public sealed class LogLevelsTests
{
    [Theory]
    [InlineData(-1, LogLevel.Information, LogLevel.Warning)]
    [InlineData(0, LogLevel.Debug, LogLevel.Warning)]
    [InlineData(1, LogLevel.Trace, LogLevel.Information)]
    [InlineData(2, LogLevel.Trace, LogLevel.Trace)]
    [InlineData(15, LogLevel.Trace, LogLevel.Trace)]
    public void DebugLevel_SaysHowMuchIsLogged(int debugLevel, LogLevel own, LogLevel ofLibraries)
    {
        using var log = new TestLog(settings => settings with { DebugLevel = debugLevel });

        Assert.Equal(own, LowestOf(log.Logger("Imaginator.Host.Queue.BuildQueue")));
        Assert.Equal(ofLibraries, LowestOf(log.Logger("Microsoft.AspNetCore.Hosting")));
    }

    [Theory]
    [InlineData(-1, LogLevel.Error)]
    [InlineData(1, LogLevel.Error)]
    [InlineData(2, LogLevel.Trace)]
    public void WarningsOfHealthChecks_AreNotLoggedEachTimeThatSomebodyAsks(int debugLevel, LogLevel lowest)
    {
        using var log = new TestLog(settings => settings with { DebugLevel = debugLevel });

        Assert.Equal(lowest, LowestOf(log.Logger("Microsoft.Extensions.Diagnostics.HealthChecks.DefaultHealthCheckService")));
    }

    [Fact]
    public void Change_TakesEffectForLoggersThatExist()
    {
        using var log = new TestLog();
        var logger = log.Logger();

        TestMessages.Looked(logger, 1);
        Assert.Equal(0, log.Log.Levels.Change(1));
        TestMessages.Looked(logger, 2);
        Assert.Equal(1, log.Log.Levels.Change(1));
        TestMessages.Step(logger, 3);
        log.Log.Levels.DebugLevel = -1;
        TestMessages.Looked(logger, 4);

        Assert.DoesNotContain("Looked at 1", log.Latest, StringComparison.Ordinal);
        Assert.Contains("DBG BuildQueue: Looked at 2", log.Latest, StringComparison.Ordinal);
        Assert.Contains("TRC BuildQueue: Step 3", log.Latest, StringComparison.Ordinal);
        Assert.DoesNotContain("Looked at 4", log.Latest, StringComparison.Ordinal);
    }

    [Fact]
    public void Change_StopsAtTheEnds()
    {
        var levels = new LogLevels(-1);

        Assert.Equal(LogLevels.Minimum, levels.Change(-5));
        Assert.Equal(LogLevels.Maximum, levels.Change(50));
    }

    private static LogLevel LowestOf(ILogger logger) => Enum.GetValues<LogLevel>().First(logger.IsEnabled);
}
