using Imaginator.Host.Queue.Requests;

namespace Imaginator.Host.Recording.Logs;

/// <summary>A log in the archive.</summary>
internal sealed record ArchivedLog(BuildId BuildId, string FileName, long DiskLength);
