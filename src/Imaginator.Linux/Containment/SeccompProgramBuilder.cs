using System.Collections.Immutable;
using System.Runtime.InteropServices;
using Imaginator.Linux.Containment.SystemCalls;

namespace Imaginator.Linux.Containment;

/// <summary>
/// Assembles the filter: for each architecture, a section that finds the rule of a system call. The kernel caches the
/// numbers that are always allowed, so the length of the program has almost no cost.
/// </summary>
internal static class SeccompProgramBuilder
{
    // struct seccomp_data: number 4, architecture 4, then what ArgumentRules uses.
    private const uint NumberOffset = 0;
    private const uint ArchitectureOffset = 4;

    private const uint NoError = 0; // the call succeeds without being made

    private static readonly ImmutableArray<ulong> Allow = [Bpf.Allow];
    private static readonly ImmutableArray<ulong> Notify = [Bpf.Notify];
    private static readonly ImmutableArray<ulong> Skip = [Bpf.Fail(NoError)];
    private static readonly ImmutableArray<ulong> DoesNotExist = [Bpf.Fail((uint)Errno.ENOSYS)];

    /// <summary>Assembles the filter for this machine.</summary>
    /// <param name="denies">Whether all calls that are not in the table of allowed ones are denied.</param>
    /// <param name="skipsFlushes">Whether <see cref="FlushCalls"/> succeed without being executed.</param>
    /// <param name="permitsMounts">Whether calls for mounts and namespaces are allowed although others are denied.</param>
    /// <exception cref="PlatformNotSupportedException">The machine is neither x86-64 nor arm64.</exception>
    public static ImmutableArray<ulong> Build(bool denies, bool skipsFlushes, bool permitsMounts = false)
    {
        FilteredArchitecture[] architectures = RuntimeInformation.ProcessArchitecture switch
        {
            Architecture.X64 => [FilteredArchitecture.X64, FilteredArchitecture.X86],
            Architecture.Arm64 => [FilteredArchitecture.Arm64],
            var other => throw new PlatformNotSupportedException($"no system call filter for {other}"),
        };
        return Build(denies, skipsFlushes, permitsMounts, architectures);
    }

    /// <summary>Assembles the filter of <see cref="ReadingCalls"/> for this machine: all other calls do not exist.</summary>
    /// <exception cref="PlatformNotSupportedException">The machine is neither x86-64 nor arm64.</exception>
    public static ImmutableArray<ulong> BuildForReading()
    {
        var architecture = RuntimeInformation.ProcessArchitecture switch
        {
            Architecture.X64 => FilteredArchitecture.X64,
            Architecture.Arm64 => FilteredArchitecture.Arm64,
            var other => throw new PlatformNotSupportedException($"no system call filter for {other}"),
        };
        var rules = new SortedDictionary<uint, ImmutableArray<ulong>>();
        foreach (var call in SystemCallTable.Allowed.Where(call => ReadingCalls.Names.Contains(call.Name)))
        {
            if (call.NumberOn(architecture) is { } number)
            {
                rules.Add((uint)number, Allow);
            }
        }

        // For threads. The same rule denies namespaces.
        var (clone, rule) = ArgumentRules.All.First(checkedCall => checkedCall.Call == CheckedCalls.Clone);
        rules.Add((uint)clone.NumberOn(architecture)!.Value, rule);
        return Build([(architecture, rules)], DoesNotExist, Bpf.Fail((uint)Errno.EPERM));
    }

    internal static ImmutableArray<ulong> Build(
        bool denies, bool skipsFlushes, bool permitsMounts, params ReadOnlySpan<FilteredArchitecture> architectures)
    {
        var rules = new List<(FilteredArchitecture, SortedDictionary<uint, ImmutableArray<ulong>>)>();
        foreach (var architecture in architectures)
        {
            rules.Add((architecture, Rules(denies, skipsFlushes, permitsMounts, architecture)));
        }

        // An architecture without a separate table: 32-bit programs on arm64.
        return Build(rules, denies ? DoesNotExist : Allow, denies ? Bpf.Fail((uint)Errno.EPERM) : Bpf.Allow);
    }

    private static ImmutableArray<ulong> Build(
        IEnumerable<(FilteredArchitecture Architecture, SortedDictionary<uint, ImmutableArray<ulong>> Rules)> sections,
        ImmutableArray<ulong> otherCalls,
        ulong otherArchitectures)
    {
        var program = new List<ulong> { Bpf.Load(ArchitectureOffset) };
        foreach (var (architecture, rules) in sections)
        {
            // Numbers with bit 30 belong to the x32 interface of x86-64, which is unused: they are unknown as well.
            List<ulong> section =
            [
                Bpf.Load(NumberOffset),
                .. DecisionTree.Assemble(DecisionTree.Divide(rules, otherCalls).AsSpan()),
            ];
            program.Add(Bpf.IfEqual((uint)architecture, skipOtherwise: 0, skip: 1));
            program.Add(Bpf.Skip((uint)section.Count));
            program.AddRange(section);
        }

        program.Add(otherArchitectures);
        return [.. program];
    }

    private static SortedDictionary<uint, ImmutableArray<ulong>> Rules(
        bool denies, bool skipsFlushes, bool permitsMounts, FilteredArchitecture architecture)
    {
        var rules = new SortedDictionary<uint, ImmutableArray<ulong>>();
        if (denies)
        {
            Set(SystemCallTable.Allowed, Allow);
            Set(DeniedCalls.Namespaces, permitsMounts ? Allow : Notify);
            Set(DeniedCalls.Others, Notify);
            Set(UnavailableCalls.All, DoesNotExist);
            foreach (var (call, rule) in ArgumentRules.All)
            {
                Set([call], permitsMounts && CheckedCalls.Namespaces.Contains(call) ? Allow : rule);
            }
        }

        if (denies || skipsFlushes)
        {
            Set(FlushCalls.All, skipsFlushes ? Skip : Allow);
        }

        return rules;

        void Set(ImmutableArray<SystemCall> calls, ImmutableArray<ulong> rule)
        {
            foreach (var call in calls)
            {
                if (call.NumberOn(architecture) is { } number)
                {
                    rules.Add((uint)number, rule);
                }
            }
        }
    }
}
