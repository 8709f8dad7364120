using Imaginator.Host.Notifications.Delivering;

namespace Imaginator.Host.Tests.Notifications;

public sealed class RetryScheduleTests
{
    private readonly RetrySchedule _middle = new(() => 0.5);

    [Theory]
    [InlineData(1, 5)]
    [InlineData(2, 15)]
    [InlineData(3, 45)]
    [InlineData(7, 3645)]
    [InlineData(8, 3 * 3600)]
    [InlineData(int.MaxValue, 3 * 3600)]
    public void Delays_Grow(int attempt, int seconds) =>
        Assert.Equal(seconds, _middle.DelayAfter(attempt, retryAfter: null).TotalSeconds, tolerance: 0.001);

    [Theory]
    [InlineData(1, 5)]
    [InlineData(2, 10)]
    [InlineData(6, 160)]
    [InlineData(7, 300)]
    [InlineData(int.MaxValue, 300)]
    public void Pauses_Grow(int failures, int seconds) =>
        Assert.Equal(seconds, _middle.PauseAfter(failures, retryAfter: null).TotalSeconds, tolerance: 0.001);

    [Theory]
    [InlineData(0, 4)]
    [InlineData(1, 6)]
    public void Delays_AreSpread(double random, double seconds) =>
        Assert.Equal(seconds, new RetrySchedule(() => random).DelayAfter(1, retryAfter: null).TotalSeconds, tolerance: 0.001);

    [Theory]
    [InlineData(1, 5)]
    [InlineData(60, 60)]
    [InlineData(1_000_000, 3 * 3600)]
    public void RetryAfter_CountsIfItIsLonger(int retryAfter, int seconds)
    {
        Assert.Equal(seconds, _middle.DelayAfter(1, TimeSpan.FromSeconds(retryAfter)).TotalSeconds, tolerance: 0.001);
        Assert.Equal(seconds, _middle.PauseAfter(1, TimeSpan.FromSeconds(retryAfter)).TotalSeconds, tolerance: 0.001);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    public void ADay_HasSeveralAttempts(double random)
    {
        var schedule = new RetrySchedule(() => random);
        var time = TimeSpan.Zero;
        var attempts = 1;
        while ((time += schedule.DelayAfter(attempts, retryAfter: null)) < TimeSpan.FromDays(1))
        {
            attempts++;
        }

        Assert.InRange(attempts, 12, 20);
    }
}
