using Imaginator.Host.Queue.Requests;

namespace Imaginator.Host.Recording.Logs;

/// <summary>A log in the archive.</summary>
/// <param name="BuildId">The build that it is of.</param>
/// <param name="FileName">The name of its file.</param>
/// <param name="DiskLength">What it takes of the disk, in bytes.</param>
internal sealed record ArchivedLog(BuildId BuildId, string FileName, long DiskLength);
