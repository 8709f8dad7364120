using System.Collections.Immutable;
using System.Globalization;

namespace Imaginator.Building.Sandboxing.ControlGroups;

/// <summary>The control group of one sandbox: one directory of version 2, or one per controller of version 1.</summary>
internal sealed class ControlGroup
{
    private const int CpuPeriodMicroseconds = 100_000;

    private readonly ImmutableArray<ControlGroupParent> _parents;
    private readonly string _name;
    private readonly TimeProvider _timeProvider;

    private ControlGroup(ImmutableArray<ControlGroupParent> parents, string name, TimeProvider timeProvider)
    {
        _parents = parents;
        _name = name;
        _timeProvider = timeProvider;
    }

    /// <summary>The directories that a process must join.</summary>
    public ImmutableArray<string> Directories => [.. _parents.Select(DirectoryIn)];

    /// <summary>The directory of version 2, if there is one.</summary>
    public string? UnifiedDirectory => _parents.Where(parent => parent.Unified).Select(DirectoryIn).FirstOrDefault();

    /// <summary>Makes the directories and sets the limits.</summary>
    /// <exception cref="IOException">The kernel refuses.</exception>
    /// <exception cref="UnauthorizedAccessException">The kernel refuses.</exception>
    public static ControlGroup Create(
        ImmutableArray<ControlGroupParent> parents, string name, SandboxLimits limits, TimeProvider timeProvider)
    {
        var group = new ControlGroup(parents, name, timeProvider);
        foreach (var parent in parents)
        {
            Directory.CreateDirectory(group.DirectoryIn(parent));
            group.SetLimits(parent, limits);
        }

        return group;
    }

    /// <summary>Moves a process of one user space to the group, with all its threads.</summary>
    /// <exception cref="IOException">The kernel refuses, or the process has ended.</exception>
    /// <exception cref="UnauthorizedAccessException">The kernel refuses.</exception>
    public void Add(int processId)
    {
        foreach (var parent in _parents)
        {
            Set(parent, "cgroup.procs", processId);
        }
    }

    /// <summary>Removes the group if no process is in it.</summary>
    public void TryRemove()
    {
        foreach (var directory in Directories)
        {
            ControlGroupRemoval.TryRemove(directory);
        }
    }

    /// <summary>Reads how often the limits were met so far; never, once the group is gone.</summary>
    public ControlGroupEvents ReadEvents()
    {
        try
        {
            return ReadCounters();
        }
        catch (IOException)
        {
            // Removed: the sandbox has been disposed of, which callers learn from the sandbox itself.
            return default;
        }
    }

    /// <summary>
    /// Kills what is left in the group and removes it. Processes that do not die (they wait for a broken disk) keep it;
    /// then the next daemon removes it.
    /// </summary>
    public async Task RemoveAsync()
    {
        foreach (var directory in Directories)
        {
            await ControlGroupRemoval.RemoveAsync(directory, _timeProvider);
        }
    }

    private ControlGroupEvents ReadCounters()
    {
        var kills = 0L;
        var refused = 0L;
        foreach (var parent in _parents)
        {
            if (parent.Controllers.HasFlag(Controllers.Memory))
            {
                kills = ReadCounter(parent, parent.Unified ? "memory.events" : "memory.oom_control", "oom_kill");
            }

            if (parent.Controllers.HasFlag(Controllers.Processes))
            {
                refused = ReadCounter(parent, "pids.events", "max");
            }
        }

        return new ControlGroupEvents(kills, refused);
    }

    private void SetLimits(ControlGroupParent parent, SandboxLimits limits)
    {
        if (parent.Controllers.HasFlag(Controllers.Memory))
        {
            Set(parent, parent.Unified ? "memory.max" : "memory.limit_in_bytes", limits.MemoryBytes);

            // Version 1 limits memory and swap together, version 2 swap alone; kernels without swap have neither.
            SetIfThere(
                parent,
                parent.Unified ? "memory.swap.max" : "memory.memsw.limit_in_bytes",
                parent.Unified ? 0 : limits.MemoryBytes);
        }

        if (parent.Controllers.HasFlag(Controllers.Processes))
        {
            Set(parent, "pids.max", limits.MaximumProcesses);
        }

        if (parent.Controllers.HasFlag(Controllers.Cpu) && limits.CpuPercent is { } percent)
        {
            var quota = (long)percent * CpuPeriodMicroseconds / 100;
            if (parent.Unified)
            {
                Write(parent, "cpu.max", string.Create(CultureInfo.InvariantCulture, $"{quota} {CpuPeriodMicroseconds}"));
            }
            else
            {
                Set(parent, "cpu.cfs_period_us", CpuPeriodMicroseconds);
                Set(parent, "cpu.cfs_quota_us", quota);
            }
        }
    }

    private long ReadCounter(ControlGroupParent parent, string file, string counter)
    {
        foreach (var line in File.ReadLines(Path.Combine(DirectoryIn(parent), file)))
        {
            if (line.Split(' ') is [var name, var value] && name == counter)
            {
                return long.Parse(value, CultureInfo.InvariantCulture);
            }
        }

        return 0;
    }

    private string DirectoryIn(ControlGroupParent parent) => Path.Combine(parent.Directory, _name);

    private void Set(ControlGroupParent parent, string file, long value) =>
        Write(parent, file, value.ToString(CultureInfo.InvariantCulture));

    private void SetIfThere(ControlGroupParent parent, string file, long value)
    {
        if (File.Exists(Path.Combine(DirectoryIn(parent), file)))
        {
            Set(parent, file, value);
        }
    }

    private void Write(ControlGroupParent parent, string file, string value) =>
        File.WriteAllText(Path.Combine(DirectoryIn(parent), file), value);
}
