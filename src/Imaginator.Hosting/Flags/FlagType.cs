namespace Imaginator.Hosting.Flags;

/// <summary>How the value of a flag is read and written.</summary>
/// <param name="Name">The placeholder of the value in help, for example <c>DURATION</c>; empty for a flag without a value.</param>
/// <param name="Parse">
/// Throws <see cref="FormatException"/> with a message that continues the value: <c>is not a number</c>.
/// </param>
/// <param name="Format">Returns a text that <paramref name="Parse"/> can read.</param>
public sealed record FlagType<T>(string Name, Func<string, T> Parse, Func<T, string> Format)
    where T : notnull;
