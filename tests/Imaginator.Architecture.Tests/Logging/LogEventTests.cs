using System.Text.RegularExpressions;

namespace Imaginator.Architecture.Tests.Logging;

/// <summary>Log messages are an API: operators filter and alert by event id. docs/reference/log-events.md is their register.</summary>
public partial class LogEventTests
{
    [Fact]
    public void EventIds_MeanOneMessageEach()
    {
        var collisions = LogEvents.All
            .GroupBy(message => message.Id)
            .Where(group => group.Count() > 1)
            .Select(group => $"{group.Key}: {string.Join(", ", group.Select(message => message.Name))}")
            .ToArray();

        Assert.True(collisions.Length == 0, $"event ids of several messages:\n{string.Join('\n', collisions)}");
    }

    [Fact]
    public void EventIds_LieInTheRangeOfTheirPart()
    {
        var ranges = LogEventRegister.ReadRanges();
        var strays = LogEvents.All
            .Where(message => !ranges.Any(range => range.Part == message.Part && message.Id >= range.First && message.Id <= range.Last))
            .Select(message => $"{message.Name} {message.Id} of {message.Part}")
            .ToArray();

        Assert.True(strays.Length == 0, $"messages outside of the ranges in {LogEventRegister.Path}:\n{string.Join('\n', strays)}");
        Assert.All(ranges.Zip(ranges.Skip(1)), pair => Assert.True(pair.First.Last < pair.Second.First, $"ranges overlap: {pair}"));
    }

    [Fact]
    public void Register_ListsAllMessages()
    {
        var expected = LogEventRegister.Render(LogEvents.All);
        var actual = LogEventRegister.ReadEvents();

        Assert.True(
            expected == actual,
            $"the list in {LogEventRegister.Path} is not that of the product; replace the rows below its second heading by:\n{expected}");
    }

    [Fact]
    public void Templates_SayMoreThanTheirValues() =>
        Assert.All(
            LogEvents.All,
            message => Assert.True(
                Placeholder().Replace(message.Template, "").Count(char.IsLetter) >= 3,
                $"{message.Name}: \"{message.Template}\" says nothing besides its values"));

    [GeneratedRegex(@"\{[^}]*\}")]
    private static partial Regex Placeholder();
}
