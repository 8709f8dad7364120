using System.Collections.Immutable;

namespace Imaginator.Linux.Supervision;

/// <summary>A system call that waits for the answer of the supervisor.</summary>
/// <param name="Id">The id of the notice.</param>
/// <param name="ThreadId">The thread that waits, in the PID namespace of the supervisor.</param>
/// <param name="Name">The name of the system call.</param>
/// <param name="Arguments">The six arguments; meaningless behind those that the call has.</param>
public sealed record SystemCallNotice(ulong Id, int ThreadId, string Name, ImmutableArray<ulong> Arguments);
