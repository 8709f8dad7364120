using System.Collections.Immutable;

namespace Imaginator.Hosting.Flags;

/// <summary>The parsed flag files and command line of a program. The arguments are the command and its operands.</summary>
internal sealed record CommandLine(FlagValues Values, ImmutableArray<string> Arguments, CommandLineRequest Request);
