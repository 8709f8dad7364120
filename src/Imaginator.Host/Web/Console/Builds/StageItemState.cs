namespace Imaginator.Host.Web.Console.Builds;

/// <summary>The state of a stage on the page of its build.</summary>
internal enum StageItemState
{
    /// <summary>The stage has finished.</summary>
    Done,

    /// <summary>The stage runs.</summary>
    Running,

    /// <summary>The build failed in the stage.</summary>
    Failed,

    /// <summary>The build ended in the stage for another reason.</summary>
    Ended,
}
