using Imaginator.Plugins.S3.Buckets;
using Microsoft.Extensions.Time.Testing;

namespace Imaginator.Plugins.S3.Tests.Reading;

public sealed class ServerClockTests
{
    private static readonly DateTimeOffset Start = new(2030, 1, 1, 0, 0, 0, 500, TimeSpan.Zero);

    private readonly FakeTimeProvider _time = new(Start);

    [Fact]
    public void LocalTime_IsUsed_IfTheServerAgrees()
    {
        var clock = new ServerClock(_time);
        clock.Observe(new DateTimeOffset(2030, 1, 1, 0, 0, 0, TimeSpan.Zero), Start, Start);

        Assert.Equal(Start, clock.GetUtcNow());
    }

    [Theory]
    [InlineData(-3600)]
    [InlineData(3600)]
    public void DifferenceToTheServer_IsCorrected(int seconds)
    {
        var clock = new ServerClock(_time);
        var date = new DateTimeOffset(2030, 1, 1, 0, 0, 0, TimeSpan.Zero).AddSeconds(seconds);
        clock.Observe(date, Start, Start);

        Assert.InRange(clock.GetUtcNow(), date, date.AddSeconds(1));
    }

    [Fact]
    public void LocalClockThatIsSet_IsCorrectedAgain()
    {
        var clock = new ServerClock(_time);
        clock.Observe(new DateTimeOffset(2030, 1, 1, 0, 0, 0, TimeSpan.Zero), Start, Start);
        _time.Advance(TimeSpan.FromDays(1));
        var local = _time.GetUtcNow();
        clock.Observe(new DateTimeOffset(2030, 1, 1, 0, 0, 1, TimeSpan.Zero), local, local);

        Assert.InRange(clock.GetUtcNow(), Start, Start.AddSeconds(2));
    }
}
