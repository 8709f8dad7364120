namespace Imaginator.Hosting.Flags;

/// <summary>How the value of a flag is read and written.</summary>
/// <param name="Name">What help shows as the value, for instance <c>DURATION</c>; empty for a flag that stands alone.</param>
/// <param name="Parse">
/// Reads a value. Throws <see cref="FormatException"/> whose message goes on after the value: <c>is not a number</c>.
/// </param>
/// <param name="Format">Writes a value such that it can be read again.</param>
/// <typeparam name="T">The type of the value.</typeparam>
public sealed record FlagType<T>(string Name, Func<string, T> Parse, Func<T, string> Format)
    where T : notnull;
