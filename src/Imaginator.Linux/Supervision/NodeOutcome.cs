namespace Imaginator.Linux.Supervision;

/// <summary>The result of making a device node for another process.</summary>
/// <param name="Error">The error that the call fails with; <see cref="Errno.None"/> if the node was made.</param>
/// <param name="DeniedByPolicy">Whether a rule of the sandbox is the reason, and not one that every system has.</param>
public readonly record struct NodeOutcome(Errno Error, bool DeniedByPolicy);
