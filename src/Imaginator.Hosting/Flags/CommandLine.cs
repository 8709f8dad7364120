using System.Collections.Immutable;

namespace Imaginator.Hosting.Flags;

/// <summary>The parsed flag files and command line of a program.</summary>
/// <param name="Arguments">The command and its operands.</param>
public sealed record CommandLine(FlagValues Values, ImmutableArray<string> Arguments, CommandLineRequest Request);
