namespace Imaginator.Hosting.Flags;

/// <summary>The type of a flag: its display name, parser and formatter.</summary>
/// <remarks>
/// The name is the placeholder of the value in help, for example <c>DURATION</c>; empty for a flag without a value. Parse throws
/// <see cref="FormatException"/> with a message that continues the value: <c>is not a number</c>. Format returns a text that Parse
/// can read.
/// </remarks>
public sealed record FlagType<T>(string Name, Func<string, T> Parse, Func<T, string> Format)
    where T : notnull;
