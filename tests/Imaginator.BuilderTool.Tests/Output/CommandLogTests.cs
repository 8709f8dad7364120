using Imaginator.Hosting.Flags;
using Imaginator.Hosting.Programs;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Time.Testing;

namespace Imaginator.BuilderTool.Tests.Output;

public sealed class CommandLogTests
{
    [Theory]
    [InlineData("")]
    [InlineData("Part: first\nPart: second\n", "-logDebugLevel=0")]
    [InlineData("Part: first\nPart: second\nPart: third\n", "-logDebugLevel=1")]
    [InlineData("2026/11/30 04:05:06 Part: first\n2026/11/30 04:05:06 Part: second\n", "-logDebugLevel=0", "-logDatestamps")]
    [InlineData(
        "2026/11/30 04:05:06.078000 Part: first\n2026/11/30 04:05:06.078000 Part: second\n", "-logDebugLevel=0", "-logDatestamps",
        "-logSubseconds")]
    public void Writes_WhatTheFlagsAskFor(string expected, params string[] arguments)
    {
        var time = new FakeTimeProvider(new DateTimeOffset(2026, 11, 30, 4, 5, 6, 78, TimeSpan.Zero));
        using var error = new StringWriter { NewLine = "\n" };
        using (var log = CommandLog.Open(FlagParser.Parse(CommandLogFlags.All, arguments, []).Values, error, time))
        {
            var logger = log.CreateLogger("Some.Part");
            Write(logger, LogLevel.Information, "first");
            Write(logger, LogLevel.Debug, "second");
            Write(logger, LogLevel.Trace, "third");
        }

        Assert.Equal(expected, error.ToString());
    }

    private static void Write(ILogger logger, LogLevel level, string text) =>
        logger.Log(level, default, text, null, (state, _) => state);
}
