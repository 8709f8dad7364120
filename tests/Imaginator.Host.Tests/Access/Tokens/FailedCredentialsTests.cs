using System.Globalization;
using System.Net;
using Imaginator.Host.Access.Tokens;

namespace Imaginator.Host.Tests.Access.Tokens;

public sealed class FailedCredentialsTests
{
    private static readonly IPAddress First = IPAddress.Parse("192.0.2.1");

    private readonly JumpingTime _time = new(new DateTimeOffset(2026, 11, 24, 12, 0, 0, TimeSpan.Zero));

    [Fact]
    public void Sender_MayFailSoOften_AndAgainLater()
    {
        var failures = new FailedCredentials(_time);
        Assert.Equal(FailedCredentials.Maximum, Enumerable.Range(0, 100).Count(_ => failures.TryCount(First)));
        Assert.True(failures.TryCount(IPAddress.Parse("192.0.2.2")));

        _time.Advance(FailedCredentials.Period);

        Assert.True(failures.TryCount(First));
    }

    [Fact]
    public void ClockThatIsSetBack_DoesNotStopTheCounting()
    {
        var failures = new FailedCredentials(_time);
        Assert.Equal(FailedCredentials.Maximum, Enumerable.Range(0, 100).Count(_ => failures.TryCount(First)));

        _time.SetClock(TimeSpan.FromDays(-1));
        _time.Advance(FailedCredentials.Period);

        Assert.True(failures.TryCount(First));
    }

    [Fact]
    public void AddressesOfOneNetwork_AreOneSender()
    {
        var failures = new FailedCredentials(_time);

        var accepted = Enumerable.Range(1, 100)
            .Count(host => failures.TryCount(IPAddress.Parse(string.Create(CultureInfo.InvariantCulture, $"2001:db8::{host:x}"))));

        Assert.Equal(FailedCredentials.Maximum, accepted);
        Assert.True(failures.TryCount(IPAddress.Parse("2001:db8:0:1::1")));
    }

    [Fact]
    public void ManySenders_UseBoundedMemory()
    {
        var failures = new FailedCredentials(_time);

        var accepted = Enumerable.Range(0, 5000).Count(number => failures.TryCount(new IPAddress([10, 0, (byte)(number / 256), (byte)number])));

        Assert.Equal(1024, accepted);
    }
}
