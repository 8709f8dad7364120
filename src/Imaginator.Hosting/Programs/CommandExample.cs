namespace Imaginator.Hosting.Programs;

/// <summary>An example in help and manual pages.</summary>
/// <param name="CommandLine">The whole line, the program included.</param>
/// <param name="Effect">A sentence in the imperative that ends with a colon.</param>
public sealed record CommandExample(string CommandLine, string Effect);
