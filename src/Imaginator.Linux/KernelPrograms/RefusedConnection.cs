using System.Net;

namespace Imaginator.Linux.KernelPrograms;

/// <summary>A connection that a program in the kernel refused.</summary>
/// <param name="Target">The address and port.</param>
/// <param name="IsDatagram">Whether it was UDP and not TCP.</param>
public sealed record RefusedConnection(IPEndPoint Target, bool IsDatagram);
