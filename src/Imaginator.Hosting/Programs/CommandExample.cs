namespace Imaginator.Hosting.Programs;

/// <summary>An example in help and manual pages: the whole command line, and a sentence that ends with a colon.</summary>
public sealed record CommandExample(string CommandLine, string Effect);
