using System.Collections.Immutable;

namespace Imaginator.Linux.Containment;

/// <summary>System call numbers, up to the next range, that one list of instructions decides.</summary>
/// <param name="First">The first number.</param>
/// <param name="Rule">The instructions, which end with a decision.</param>
internal readonly record struct NumberRange(uint First, ImmutableArray<ulong> Rule);
