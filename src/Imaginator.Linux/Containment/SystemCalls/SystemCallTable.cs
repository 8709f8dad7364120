using System.Collections.Immutable;

namespace Imaginator.Linux.Containment.SystemCalls;

/// <summary>All system calls that this code knows, in the groups that the filter treats differently.</summary>
internal static class SystemCallTable
{
    /// <summary>Executed without a check.</summary>
    public static ImmutableArray<SystemCall> Allowed { get; } =
    [
        .. AllowedFileCalls.All, .. AllowedProcessCalls.All, .. AllowedMemoryCalls.All, .. AllowedCommunicationCalls.All,
    ];

    /// <summary>Every group once.</summary>
    public static IEnumerable<SystemCall> All =>
        Allowed.Concat(FlushCalls.All).Concat(CheckedCalls.All).Concat(DeniedCalls.All).Concat(UnavailableCalls.All);

    /// <summary>Gets the name of a system call for messages.</summary>
    public static string NameOf(FilteredArchitecture architecture, int number) =>
        All.FirstOrDefault(call => call.NumberOn(architecture) == number)?.Name ?? $"system call {number}";
}
