namespace Imaginator.Host.Schedule;

/// <summary>How far the rebuild of a stream is.</summary>
internal enum StreamRebuildState
{
    /// <summary>It waits for its source stream, for its turn, or is being built.</summary>
    Pending,

    /// <summary>There is a new image.</summary>
    Rebuilt,

    /// <summary>There is none, so the newest image lives on.</summary>
    Extended,

    /// <summary>There is none, and no image whose life could be extended.</summary>
    Failed,
}
