using System.Text.Json;
using Imaginator.BuilderTool.Images;
using Imaginator.BuilderTool.Output;
using Imaginator.Images;
using Microsoft.Extensions.Time.Testing;

namespace Imaginator.BuilderTool.Tests.Output;

public sealed class FormatTests
{
    [Theory]
    [InlineData(-1, "0s")]
    [InlineData(0, "0s")]
    [InlineData(0.04, "0s")]
    [InlineData(2.54, "2.5s")]
    [InlineData(41.4, "41s")]
    [InlineData(940.7, "15m41s")]
    [InlineData(7205, "2h5s")]
    public void Durations_HaveMinutesAndHours(double seconds, string expected) =>
        Assert.Equal(expected, DurationFormat.Of(TimeSpan.FromSeconds(seconds)));

    [Theory]
    [InlineData(0, "0 lines")]
    [InlineData(1, "1 line")]
    [InlineData(5000, "5,000 lines")]
    public void Counts_HaveTheirPlural(long number, string expected) => Assert.Equal(expected, CountFormat.Of(number, "line"));

    [Fact]
    public void Times_AreRfc3339InTheZoneOfTheMachine()
    {
        var time = new FakeTimeProvider();
        time.SetLocalTimeZone(TimeZoneInfo.CreateCustomTimeZone("test", TimeSpan.FromHours(1), null, null));

        Assert.Equal("2026-11-24T12:00:00+01:00", TimeFormat.Local(new DateTimeOffset(2026, 11, 24, 11, 0, 0, TimeSpan.Zero), time));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Image_IsCamelCase_AndItsSummaryHasNoPackages(bool isFull)
    {
        var image = new Image { Packages = [new Package("bash", "5.2", 7)], SourceImage = "base/1" };
        using var output = new MemoryStream();

        ImageJson.Write("s/1", image, isFull, output);

        using var json = JsonDocument.Parse(output.ToArray());
        Assert.Equal("base/1", json.RootElement.GetProperty("sourceImage").GetString());
        Assert.Equal(1, json.RootElement.GetProperty("packageCount").GetInt32());
        Assert.Equal(isFull, json.RootElement.TryGetProperty("packages", out var packages));
        Assert.Equal(isFull ? "bash" : null, isFull ? packages[0].GetProperty("name").GetString() : null);
        Assert.All(json.RootElement.EnumerateObject(), member => Assert.True(char.IsLower(member.Name[0]), member.Name));
    }
}
