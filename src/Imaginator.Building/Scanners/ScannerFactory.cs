using Imaginator.Building.Sandboxing;
using Imaginator.Building.Sandboxing.ControlGroups;

namespace Imaginator.Building.Scanners;

/// <summary>Starts scanners. Thread-safe.</summary>
internal sealed class ScannerFactory(SandboxFactory sandboxes, TimeProvider timeProvider)
{
    /// <summary>Starts a scanner, a process in a control group of its own.</summary>
    /// <param name="tree">The tree; it must outlive the scanner.</param>
    /// <param name="limits">The limits of the process.</param>
    /// <exception cref="SandboxException">The process cannot be started.</exception>
    public Scanner Start(ScannedTree tree, SandboxLimits limits)
    {
        ArgumentNullException.ThrowIfNull(tree);
        var group = sandboxes.CreateGroup(limits);
        ScannerProcess? process = null;
        try
        {
            process = ScannerProcess.Start(sandboxes.ProgramPath, limits.MemoryBytes);
            group.Add(process.Id);
            return new Scanner(process, group, tree, limits, timeProvider);
        }
        catch (Exception e)
        {
            process?.Dispose();
            group.TryRemove();
            if (e is IOException or UnauthorizedAccessException)
            {
                throw new SandboxException($"cannot move the scanner to its control group: {e.Clause()}", e);
            }

            throw;
        }
    }
}
