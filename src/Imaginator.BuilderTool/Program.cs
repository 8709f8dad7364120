using Imaginator.BuilderTool;
using Imaginator.Hosting.Programs;

return await ProgramRunner.RunAsync(BuilderToolProgram.Describe(), args);
