using Imaginator.Host.Queue.Requests;

namespace Imaginator.Host.History.Logs;

/// <summary>A log in the archive; <paramref name="DiskUsage"/> is in bytes, in whole blocks of the disk.</summary>
internal sealed record ArchivedLog(BuildId BuildId, string FileName, long DiskUsage);
