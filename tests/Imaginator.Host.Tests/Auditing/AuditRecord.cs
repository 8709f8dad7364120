using Imaginator.Host.Auditing;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace Imaginator.Host.Tests.Auditing;

/// <summary>Keeps what the audit log says, and nothing else.</summary>
internal sealed class AuditRecord : ILoggerProvider
{
    public RecordingLogger Lines { get; } = new();

    public ILogger CreateLogger(string categoryName) => categoryName == AuditLog.Category ? Lines : NullLogger.Instance;

    public void Dispose()
    {
    }
}
