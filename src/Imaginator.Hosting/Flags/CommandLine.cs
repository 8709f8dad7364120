using System.Collections.Immutable;

namespace Imaginator.Hosting.Flags;

/// <summary>What a program was told by its flag files and its command line.</summary>
/// <param name="Values">The values of the flags.</param>
/// <param name="Arguments">What is not a flag, in order: the command and its operands.</param>
/// <param name="Request">Whether something was asked for that takes the place of the program's work.</param>
public sealed record CommandLine(FlagValues Values, ImmutableArray<string> Arguments, CommandLineRequest Request);
